import { z } from 'zod';
import { keyEvent, keyEventTypes, type KeyEventType } from './key-events.js';
import { DEAD_LETTER_STREAM, KEYS_STREAM } from './streams.js';

const summaries: Record<KeyEventType, string> = {
  KeyCreated: 'A credential was issued.',
  KeyUpdated: 'The name, description or expiration of a credential changed.',
  KeyDeleted: 'A credential was revoked; it is refused from now on.',
};

/** The AsyncAPI 3 description of every event, made from the same schemas that publishers and consumers validate with. */
export function asyncApiDocument(): object {
  const reference = (type: KeyEventType) => ({ $ref: `#/channels/keys/messages/${type}` });
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Curfew events',
      version: '1.0.0',
      description:
        'CloudEvents 1.0 as JSON in the field `event` of each stream entry. Delivered at least once, in order per credential: ' +
        'drop an id that was seen before and a version older than the one held. ' +
        `What a consumer group can't make sense of is kept in the stream \`${DEAD_LETTER_STREAM}\` with the reason.`,
    },
    defaultContentType: 'application/cloudevents+json',
    channels: {
      keys: {
        address: KEYS_STREAM,
        description: 'A Redis stream; read it through a consumer group of your own.',
        messages: Object.fromEntries(keyEventTypes.map((type) => [type, messageOf(type)])),
      },
    },
    operations: {
      publishKeyEvents: {
        action: 'send',
        channel: { $ref: '#/channels/keys' },
        messages: keyEventTypes.map(reference),
      },
    },
  };
}

function messageOf(type: KeyEventType): object {
  return { name: type, summary: summaries[type], payload: schemaOf(type), examples: [{ payload: exampleOf(type) }] };
}

/** The formats say what zod's long patterns for dates say, but for one thing: an instant is given in UTC. */
function schemaOf(type: KeyEventType): object {
  const patterns: Readonly<Record<string, string | undefined>> = { 'date-time': 'Z$' };
  return z.toJSONSchema(keyEvent.extend({ type: z.literal(type) }), {
    target: 'draft-7',
    override: ({ jsonSchema }) => {
      if (jsonSchema.format !== undefined) jsonSchema.pattern = patterns[jsonSchema.format];
    },
  });
}

function exampleOf(type: KeyEventType): object {
  return {
    specversion: '1.0',
    id: 'ev3f9a2c5b7d1e8064',
    source: '/curfew/keys',
    type,
    subject: 'ak90b1c2d3e4f56a78',
    time: '2027-03-01T10:15:00.000Z',
    datacontenttype: 'application/json',
    requestid: 'rq1a2b3c4d5e6f7081',
    data: {
      kind: 'apiKey',
      workspaceId: 'ws0a1b2c3d4e5f6071',
      cid: 'ak90b1c2d3e4f56a78',
      version: type === 'KeyCreated' ? 1 : 2,
      name: 'ci-deploy',
      description: 'Deploys the web shop from CI',
      last4: 'x7Qd',
      roles: [{ type: 'DEFAULT', role: 'USER' }],
      owner: { id: 'us5d6e7f8091a2b3c4', email: 'ada@example.com', name: 'Ada' },
      createdAt: '2027-03-01T10:15:00.000Z',
      expiration: {
        precision: 'day',
        date: '2027-03-31',
        timeZone: 'Europe/Berlin',
        expiresAt: '2027-03-31T22:00:00.000Z',
        setAt: '2027-03-01T10:15:00.000Z',
      },
      revokedAt: type === 'KeyDeleted' ? '2027-03-05T08:00:00.000Z' : null,
    },
  };
}
