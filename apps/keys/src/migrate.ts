import { defineEnv } from '#libs/config';
import { databaseEnv, migrate } from '#libs/database';
import { z } from 'zod';
import { keysSchema } from './keys-schema.js';

const ran = await migrate(keysSchema, defineEnv(z.object(databaseEnv)));
process.stdout.write(`Schema ${keysSchema.schema} is up to date (${ran.length} migrations ran).\n`);
