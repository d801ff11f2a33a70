import { parseArgs } from 'node:util';
import { defineEnv } from '#libs/config';
import { DEAD_LETTER_STREAM, KEYS_STREAM } from '#libs/contracts';
import { DeadLetters, openRedis, redisEnv, whenReady, type DeadLetter } from '#libs/messaging';
import { Log, logLevels, redact } from '#libs/observability';
import { z } from 'zod';
import { untrusted } from './notices/index.js';

const help = `Usage: npm run dead-letters -- list
       npm run dead-letters -- show <id>
       npm run dead-letters -- replay <id>
       npm run dead-letters -- replay --all
       npm run dead-letters -- drop <id>

Events that a service could not make sense of, or has failed at for an hour, are put aside in the Redis stream
${DEAD_LETTER_STREAM}: those of the scheduler as well as those of every service that uses the client.

  list     all of them, oldest first: id, when, type, subject, who put it aside, from which stream, and why
  show     one of them with its event; characters that could act on a terminal are shown as \\u....
  replay   puts the event onto its stream again, at the end, and takes it off the list, in one step. All services hear it, and
           drop what they have seen; where a later change of the same credential was heard already, it changes nothing
  drop     forgets one for good

Mend the cause before you replay: what fails again is put aside again.

Exit code: 0 if that was done; 1 if it was not, for one of them at least, as standard error says; 2 if nothing could be done.

Needs REDIS_URL.
`;

const ID = /^\d{1,20}-\d{1,20}$/;

const env = z.object({ ...redisEnv, LOG_LEVEL: z.enum(logLevels).default('error') });

/** Does what is asked, and answers the exit code. */
async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { help: { type: 'boolean', short: 'h' }, all: { type: 'boolean', default: false } },
  });
  if (values.help) return say(help);
  const work = workOf(positionals, values.all);
  const settings = defineEnv(env);
  const log = new Log({ service: 'dead-letters', level: settings.LOG_LEVEL, destination: process.stderr });
  const redis = openRedis({ env: settings, log, use: 'asking' });
  try {
    await whenReady(redis, 5_000);
    return await work(new DeadLetters({ redis, deadLetters: DEAD_LETTER_STREAM, stream: KEYS_STREAM }));
  } finally {
    redis.disconnect();
  }
}

type Work = (letters: DeadLetters) => Promise<number>;

/** What the words ask for; throws a sentence if they ask for nothing. */
function workOf([verb, id, ...more]: readonly string[], all: boolean): Work {
  if (more.length === 0 && verb === 'list' && id === undefined && !all) return list;
  if (more.length === 0 && verb === 'replay' && id === undefined && all) return replayAll;
  const withId = { show, replay, drop };
  if (more.length > 0 || all || verb === undefined || !Object.hasOwn(withId, verb) || id === undefined)
    throw new Error('say list, show <id>, replay <id>, replay --all or drop <id>; --help tells more');
  if (!ID.test(id)) throw new Error('an id is two numbers as `list` shows them: 1795597300897-0');
  return (letters) => withId[verb as keyof typeof withId](letters, id);
}

async function list(letters: DeadLetters): Promise<number> {
  let count = 0;
  for await (const letter of letters.all()) {
    count += 1;
    say(`${headOf(letter)}\n  ${shown(letter.reason, 400)}\n`);
  }
  return say(`${String(count)} ${count === 1 ? 'event was' : 'events were'} put aside.\n`);
}

async function show(letters: DeadLetters, id: string): Promise<number> {
  const letter = await letters.find(id);
  if (!letter) return complain(`There is no dead letter ${id}.`);
  return say(`${headOf(letter)}\n  ${shown(letter.reason, 4_000)}\n\n${escaped(redact(letter.text))}\n`);
}

async function replay(letters: DeadLetters, id: string): Promise<number> {
  const letter = await letters.find(id);
  return letter ? replayOne(letters, letter) : complain(`There is no dead letter ${id}.`);
}

async function replayAll(letters: DeadLetters): Promise<number> {
  let exitCode = 0;
  for await (const letter of letters.all()) exitCode = Math.max(exitCode, await replayOne(letters, letter));
  return exitCode;
}

async function replayOne(letters: DeadLetters, letter: DeadLetter): Promise<number> {
  const outcome = await letters.replay(letter);
  if (outcome === 'replayed') return say(`Replayed ${letter.id} onto ${shown(letter.stream, 100)}.\n`);
  if (outcome === 'empty') return complain(`${letter.id} holds no event that could be replayed; drop it.`);
  return complain(`${letter.id} is no longer there.`);
}

async function drop(letters: DeadLetters, id: string): Promise<number> {
  return (await letters.drop(id)) ? say(`Dropped ${id}.\n`) : complain(`There is no dead letter ${id}.`);
}

function headOf({ id, at, text, group, stream, streamId }: DeadLetter): string {
  const { type, subject } = eventIn(text);
  const origin = `put aside by ${shown(group, 100)}, from ${shown(stream, 100)} ${shown(streamId, 50)}`;
  return `${id}  ${at.toISOString()}  ${shown(type, 100)} ${shown(subject, 100)}  ${origin}`;
}

/** What the event says of itself, if it can be read. */
function eventIn(text: string): { readonly type: string; readonly subject: string } {
  const word = z.string().catch('?');
  const event = z.object({ type: word, subject: word }).catch({ type: '?', subject: '?' });
  try {
    return event.parse(JSON.parse(text));
  } catch {
    return { type: '?', subject: '?' };
  }
}

/** Somebody else's words on one line of a terminal. */
function shown(text: string, most: number): string {
  return untrusted(redact(text), most);
}

/** The text as JSON that means the same and can't act on a terminal. */
function escaped(text: string): string {
  return pretty(text).replace(ACTING, (character) =>
    Array.from({ length: character.length }, (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`).join(''),
  );
}

/** What a terminal may act on or hide. A line feed is ours here: JSON has none within its strings. */
const ACTING = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return JSON.stringify(text);
  }
}

function say(text: string): 0 {
  process.stdout.write(text);
  return 0;
}

function complain(sentence: string): 1 {
  process.stderr.write(`${sentence}\n`);
  return 1;
}

// As a role of tools/curfew.mjs its name comes first.
const given = process.argv.slice(2);
process.exitCode = await run(given[0] === 'dead-letters' ? given.slice(1) : given).catch((error: unknown) => {
  process.stderr.write(`Nothing was done: ${shown(error instanceof Error ? error.message : String(error), 1_000)}\n`);
  return 2;
});
