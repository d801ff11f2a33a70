import { z } from 'zod';
import { nextReminderDate } from '../../reminders/index.js';
import type { Activity } from '../activity.service.js';

/** What the API shows of a credential's use and reminders; every field may be missing. */
export const activityFields = {
  lastUsedDate: z.string().optional().meta({
    format: 'date-time',
    description: 'When it was last let in or found VALID, to about a minute. Missing: never.',
    example: '2027-03-01T10:15:00.000Z',
  }),
  lastUsedBy: z
    .object({
      address: z.string().optional().meta({ example: '203.0.113.7' }),
      userAgent: z.string().optional().meta({ description: 'What it says it is.', example: 'deploy-bot/2.1' }),
    })
    .optional()
    .meta({ description: 'Who used it then, as far as they or whoever verified it said.' }),
  nextReminderDate: nextReminderDate.optional(),
};

/** What the API shows of a credential's use and reminders. */
export interface ShownActivity {
  readonly lastUsedDate?: string;
  readonly lastUsedBy?: { readonly address?: string; readonly userAgent?: string };
  readonly nextReminderDate?: string;
}

/** Shows what is known, and leaves out the rest. */
export function showActivity({ lastUse, nextReminder }: Activity = {}): ShownActivity {
  const { address = null, userAgent = null } = lastUse ?? {};
  const by = { ...(address === null ? {} : { address }), ...(userAgent === null ? {} : { userAgent }) };
  return {
    ...(lastUse ? { lastUsedDate: lastUse.at.toISOString() } : {}),
    ...(address === null && userAgent === null ? {} : { lastUsedBy: by }),
    ...(nextReminder === undefined ? {} : { nextReminderDate: nextReminder }),
  };
}
