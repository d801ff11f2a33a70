import { defineEnv } from '#libs/config';
import { databaseEnv, migrate } from '#libs/database';
import { z } from 'zod';
import { schedulerSchema } from './schema.js';

const ran = await migrate(schedulerSchema, defineEnv(z.object(databaseEnv)));
process.stdout.write(ran.length === 0 ? 'scheduler: up to date\n' : `scheduler: ${ran.join(', ')}\n`);
