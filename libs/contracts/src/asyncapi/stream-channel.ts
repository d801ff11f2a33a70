import { z } from 'zod';
import { keyEvent, streamEventTypes, type StreamEventType } from '../key-events.js';
import { notificationSettingsEvent } from '../notification-events.js';
import { DEAD_LETTER_STREAM, KEYS_STREAM } from '../streams.js';
import { userEvent } from '../user-events.js';
import { eventExamples } from './event-examples.js';
import { schemaOf } from './json-schema.js';

const summaries: Record<StreamEventType, string> = {
  KeyCreated: 'A credential was issued: an API key, a personal access token or a secret.',
  KeyUpdated: 'The name, description, value or expiration of a credential changed, or it got a successor.',
  KeyDeleted: 'A credential was revoked; it is refused from now on.',
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
  if (type === 'UserChanged') return userEvent;
  return type === 'NotificationSettingsChanged' ? notificationSettingsEvent : keyEvent.extend({ type: z.literal(type) });
}
