import { z } from 'zod';
import { busQuestions, type BusPattern } from '../bus.js';
import { busExamples } from './bus-examples.js';
import { schemaOf } from './json-schema.js';

const summaries: Record<BusPattern, string> = {
  'keys.verify': 'Is this key good, and may its holder do this?',
  'keys.get': 'What is known of this credential?',
  'keys.digest': 'Is what you know of this page the same as what I know?',
  'keys.versions': 'Which versions does this page have?',
  'keys.snapshots': 'What is known of these credentials, users, or settings, whosever they are?',
  'invitations.link': 'Where does this invitation lead?',
  'reminders.due': 'Which reminder of this credential fell due last?',
  'reminders.next': 'When is the next reminder of these credentials due?',
  'notifications.logs': 'Which reminders were sent to whom, and what became of them?',
  'slack.user': 'Which address does this person have in Slack?',
  'notifications.test': 'Will you send this test, if it is not under way yet, and what has become of it so far?',
};

const patterns = Object.keys(busQuestions) as readonly BusPattern[];

/** Ids of channels have no dots: tools that read the document make names of them. */
const idOf = (pattern: BusPattern) => pattern.replace('.', '-');

/** One pair of channels per question: on the first it is asked, on the second answered. */
export function busChannels(): Readonly<Record<string, object>> {
  return Object.fromEntries(
    patterns.flatMap((pattern): (readonly [string, object])[] => [
      [idOf(pattern), { address: pattern, description: summaries[pattern], messages: { question: questionOf(pattern) } }],
      [`${idOf(pattern)}-reply`, { address: `${pattern}.reply`, messages: { answer: answerOf(pattern) } }],
    ]),
  );
}

/** Who answers what: each operation is seen from the side of the service that answers. */
export function busOperations(): Readonly<Record<string, object>> {
  const references = (channel: string, message: string) => ({
    channel: { $ref: `#/channels/${channel}` },
    messages: [{ $ref: `#/channels/${channel}/messages/${message}` }],
  });
  return Object.fromEntries(
    patterns.map((pattern) => [
      idOf(pattern),
      {
        action: 'receive',
        summary: summaries[pattern],
        ...references(idOf(pattern), 'question'),
        reply: references(`${idOf(pattern)}-reply`, 'answer'),
      },
    ]),
  );
}

/** Questions and answers find each other by this. */
const id = z.string().min(1).describe("Made by whoever asks; the answer carries the question's.");

function questionOf(pattern: BusPattern): object {
  const payload = z.object({ pattern: z.literal(pattern), data: busQuestions[pattern].request, id });
  const examples = busExamples[pattern].map(({ summary, question }) => ({
    summary,
    payload: { pattern, data: question, id: EXAMPLE_ID },
  }));
  return { name: `${pattern} question`, payload: schemaOf(payload), examples };
}

function answerOf(pattern: BusPattern): object {
  const payload = z.object({
    id,
    response: busQuestions[pattern].answer,
    isDisposed: z.boolean().optional().describe('Whether this is the last word.'),
  });
  const examples = busExamples[pattern].map(({ summary, answer }) => ({
    summary,
    payload: { id: EXAMPLE_ID, response: answer, isDisposed: true },
  }));
  return { name: `${pattern} answer`, payload: schemaOf(payload), examples };
}

const EXAMPLE_ID = 'q1';
