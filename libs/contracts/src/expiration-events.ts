import { z } from 'zod';
import { credentialSnapshot } from './credential-snapshot.js';
import { envelope } from './envelope.js';

/** What the scheduler tells of the expirations of credentials. */
export const expirationEventTypes = ['KeyExpiring', 'KeyExpired'] as const;

const expiresAt = z.iso.datetime({ offset: false });

const expiringCredential = credentialSnapshot.extend({
  expiresAt: expiresAt.describe('The instant from which the credential will be refused: the expiration this is about.'),
  leadDays: z
    .int()
    .min(1)
    .max(90)
    .describe('Of which lead time this is, in calendar days. Not how many days are left: see `expiresAt`.'),
});

const expiredCredential = credentialSnapshot.extend({
  expiresAt: expiresAt.describe('The instant from which the credential is refused: the expiration that has passed.'),
});

/**
 * A reminder has fallen due: one event per credential, expiration and lead time, whether or not anybody can be told by message.
 * Around the credential as it is then, with the version of its last change.
 */
export const keyExpiringEvent = envelope.extend({ type: z.literal('KeyExpiring'), data: expiringCredential });

/**
 * An expiration has passed, and the credential was neither revoked nor replaced nor given another one in time: one event per
 * credential and expiration. Around the credential as it is then, with the version of its last change.
 */
export const keyExpiredEvent = envelope.extend({ type: z.literal('KeyExpired'), data: expiredCredential });

/** A credential will expire, and a reminder of it is due. */
export type KeyExpiringEvent = Readonly<z.infer<typeof keyExpiringEvent>>;

/** A credential has expired. */
export type KeyExpiredEvent = Readonly<z.infer<typeof keyExpiredEvent>>;
