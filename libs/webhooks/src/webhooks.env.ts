import { z } from 'zod';

const LEAST_BYTES = 32;

/**
 * The variables about webhooks that the service which shows their secrets and the one that signs with them both read, so that they
 * agree.
 */
export const webhooksEnv = {
  WEBHOOK_SIGNING_KEY: z
    .string()
    .regex(/^[A-Za-z0-9+/]+={0,2}$/, 'must be base64 of 32 bytes or more')
    .transform((text) => Buffer.from(text, 'base64'))
    .refine(({ length }) => length >= LEAST_BYTES, 'must be base64 of 32 bytes or more'),
  WEBHOOKS_ALLOW_PRIVATE: z
    .enum(['true', 'false'], 'must be true or false')
    .default('false')
    .transform((text) => text === 'true'),
};
