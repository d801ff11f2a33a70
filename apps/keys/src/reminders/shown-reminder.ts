import { z } from 'zod';

/** When people are next reminded of a credential, as the API shows it. */
export const nextReminderDate = z.string().meta({
  format: 'date-time',
  description: 'When people are next reminded of it. Missing, too, while the scheduler can’t be asked.',
  example: '2027-03-24T08:00:00.000Z',
});
