import { describe, expect, it } from '@jest/globals';
import { eventExamples } from './asyncapi/event-examples.js';
import { expirationEventTypes } from './expiration-events.js';
import { streamEvent } from './key-events.js';

describe.each(expirationEventTypes)('the event %s', (type) => {
  const [example] = eventExamples[type];
  if (!example) throw new Error('There is no example');
  const { event } = example;

  it('is understood with all it says, for each kind of credential', () => {
    for (const kind of ['apiKey', 'personalToken', 'secret'] as const) {
      const one = { ...event, data: { ...event.data, kind } };
      expect(streamEvent.parse(one)).toEqual(one);
    }
  });

  it.each(['expiresAt', ...(type === 'KeyExpiring' ? ['leadDays'] : [])])('is refused without %s', (field) => {
    const data = Object.fromEntries(Object.entries(event.data).filter(([name]) => name !== field));
    expect(streamEvent.safeParse({ ...event, data }).success).toBe(false);
  });

  it('carries nothing but what it says: a secret beside it is dropped', () => {
    const parsed = streamEvent.parse({ ...event, data: { ...event.data, apiKey: 'cfw_0123', hashedKey: 'x' } });
    expect(parsed).toEqual(event);
  });

  it.each([0, 91, 1.5, '7'])('is not about %p days', (leadDays) => {
    const about = { ...event, type: 'KeyExpiring', data: { ...event.data, leadDays } };
    expect(streamEvent.safeParse(about).success).toBe(false);
  });
});
