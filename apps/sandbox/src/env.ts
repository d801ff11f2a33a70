import { z } from 'zod';
import { defineEnv, port } from '#libs/config';

/** Reads the sandbox's variables; a bad one ends the process, named. */
export const readEnv = () =>
  defineEnv(
    z.object({
      HOST: z.string().default('127.0.0.1'),
      SANDBOX_PORT: port.default(8025),
      SMTP_PORT: port.default(1025),
      SLACK_PORT: port.default(8026),
      SLACK_SIGNING_SECRET: z.string().optional(),
      SLACK_INTERACTIONS_URL: z.url().optional(),
    }),
  );
