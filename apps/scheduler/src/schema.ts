import type { ServiceSchema } from '#libs/database';
import { CreateScheduler1795482000000 } from './migrations/20261124010000-create-scheduler.js';

/** What the scheduler keeps in Postgres. Its repositories speak SQL; there are no entities. */
export const schedulerSchema: ServiceSchema = {
  schema: 'scheduler',
  entities: [],
  migrations: [CreateScheduler1795482000000],
};
