import { z } from 'zod';
import { credentialSnapshot } from './credential-snapshot.js';
import { envelope } from './envelope.js';
import { expirationEventTypes, keyExpiredEvent, keyExpiringEvent } from './expiration-events.js';
import { notificationSettingsEvent } from './notification-events.js';
import { userEvent } from './user-events.js';

/** What can happen to a credential that others are told of. */
export const keyEventTypes = ['KeyCreated', 'KeyUpdated', 'KeyDeleted'] as const;

/** What can happen to a credential that others are told of. */
export type KeyEventType = (typeof keyEventTypes)[number];

/**
 * A CloudEvents 1.0 envelope around the full snapshot of a credential after the change. At least once, in order per
 * credential: a consumer drops an `id` it has seen and a `version` older than the one it holds.
 */
export const keyEvent = envelope.extend({ type: z.enum(keyEventTypes), data: credentialSnapshot });

/** One change of one credential, with the snapshot it led to. */
export type KeyEvent = Readonly<z.infer<typeof keyEvent>>;

/** Every type of event on the stream. */
export const streamEventTypes = [
  ...keyEventTypes,
  ...expirationEventTypes,
  'UserChanged',
  'NotificationSettingsChanged',
] as const;

/** A type of event on the stream. */
export type StreamEventType = (typeof streamEventTypes)[number];

/** Whatever the stream carries. */
export const streamEvent = z.union([keyEvent, keyExpiringEvent, keyExpiredEvent, userEvent, notificationSettingsEvent]);

/** Whatever the stream carries. */
export type StreamEvent = Readonly<z.infer<typeof streamEvent>>;
