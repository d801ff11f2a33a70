import { z } from 'zod';
import { keyExpiredEvent, keyExpiringEvent } from '../expiration-events.js';
import { keyEvent, streamEventTypes, type StreamEventType } from '../key-events.js';
import { notificationSettingsEvent } from '../notification-events.js';
import { DEAD_LETTER_STREAM, KEYS_STREAM } from '../streams.js';
import { userEvent } from '../user-events.js';
import { eventExamples } from './event-examples.js';
import { schemaOf } from './json-schema.js';

const summaries: Record<StreamEventType, string> = {
  KeyCreated: 'A credential was issued: an API key, a personal access token or a secret.',
  KeyUpdated:
    'The name, description, value or expiration of a credential changed, it got a successor, or a reminder of it was acknowledged or snoozed.',
  KeyDeleted: 'A credential was revoked; it is refused from now on.',
  KeyExpiring: 'A credential will expire, and a reminder of it is due; the scheduler says so, for each lead time once.',
  KeyExpired:
    'An expiration has passed, and nobody revoked, replaced or prolonged the credential in time; the scheduler says so, once.',
  UserChanged: 'A user was invited, joined, changed, was deactivated or came back.',
  NotificationSettingsChanged: 'A workspace changed when and where it wants to be reminded.',
};

/** The stream of events. */
export function streamChannel(): object {
  return {
    address: KEYS_STREAM,
    description:
      'A Redis stream; read it through a consumer group of your own. CloudEvents 1.0 as JSON in the field `event` of each entry. ' +
      'Delivered at least once, in order per subject: drop an id that was seen before and a version older than the one held. ' +
      'KeyExpiring and KeyExpired are no changes: they carry the version of the last one. ' +
      `What a consumer group can't make sense of is kept in the stream \`${DEAD_LETTER_STREAM}\` with the reason.`,
    messages: Object.fromEntries(streamEventTypes.map((type) => [type, messageOf(type)])),
  };
}

/** Who sends what over the stream. */
export function streamOperation(): object {
  const messages = streamEventTypes.map((type) => ({ $ref: `#/channels/keys/messages/${type}` }));
  return { action: 'send', channel: { $ref: '#/channels/keys' }, messages };
}

function messageOf(type: StreamEventType): object {
  return {
    name: type,
    summary: summaries[type],
    contentType: 'application/cloudevents+json',
    payload: schemaOf(eventSchemaOf(type)),
    examples: eventExamples[type].map(({ summary, event }) => ({ summary, payload: event })),
  };
}

function eventSchemaOf(type: StreamEventType): z.ZodType {
  return type in ownSchemas ? ownSchemas[type as keyof typeof ownSchemas] : keyEvent.extend({ type: z.literal(type) });
}

/** The schemas of the events that tell of something else than a change of a credential. */
const ownSchemas = {
  KeyExpiring: keyExpiringEvent,
  KeyExpired: keyExpiredEvent,
  UserChanged: userEvent,
  NotificationSettingsChanged: notificationSettingsEvent,
};
