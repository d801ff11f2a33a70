import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { DEAD_LETTER_STREAM, KEYS_STREAM } from '#libs/contracts';
import { freePort, startRedis, type TestRedis } from '#libs/testing';
import { Redis } from 'ioredis';

let redis: TestRedis;
let client: Redis;
beforeAll(async () => {
  redis = await startRedis();
  client = new Redis(redis.url);
});
afterEach(() => client.flushall());
afterAll(async () => {
  client.disconnect();
  await redis.stop();
});

interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** As `npm run dead-letters` runs it, once everything is built. */
function deadLetters(args: readonly string[], url = redis.url): Promise<Run> {
  const run = promisify(execFile)(process.execPath, ['tools/curfew.mjs', 'dead-letters', ...args], { env: { REDIS_URL: url } });
  return run.then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: unknown) => error as Run,
  );
}

/** Puts one aside as a group does. */
async function bury(event: string, { group = 'scheduler', reason = 'tried 22 times: Error: no' } = {}): Promise<string> {
  const fields = ['event', event, 'reason', reason, 'group', group, 'streamId', '5-0', 'stream', KEYS_STREAM];
  return (await client.xadd(DEAD_LETTER_STREAM, '*', ...fields)) ?? '';
}

const event = (name: string) => JSON.stringify({ type: 'KeyCreated', subject: 'ak0000000000000001', data: { name } });
const onStream = async () => (await client.xrange(KEYS_STREAM, '-', '+')).map(([, fields]) => fields[1]);

describe('dead-letters', () => {
  it('lists what every group has put aside: when, what, about what, by whom and why', async () => {
    const [first, second] = [await bury(event('a')), await bury('{', { group: 'orders', reason: 'the event is not JSON' })];
    const { code, stdout } = await deadLetters(['list']);
    const when = (id: string) => new Date(Number(id.split('-')[0])).toISOString();
    expect(code).toBe(0);
    expect(stdout).toBe(
      `${first}  ${when(first)}  KeyCreated ak0000000000000001  put aside by scheduler, from curfew:keys 5-0\n  tried 22 times: Error: no\n` +
        `${second}  ${when(second)}  ? ?  put aside by orders, from curfew:keys 5-0\n  the event is not JSON\n2 events were put aside.\n`,
    );
  });

  it('replays one, and leaves the others', async () => {
    const [first, second] = [await bury(event('a')), await bury(event('b'), { group: 'orders' })];
    expect(await deadLetters(['replay', second])).toMatchObject({ code: 0, stdout: `Replayed ${second} onto curfew:keys.\n` });
    expect(await onStream()).toEqual([event('b')]);
    expect((await client.xrange(DEAD_LETTER_STREAM, '-', '+')).map(([id]) => id)).toEqual([first]);
    expect(await deadLetters(['replay', second])).toMatchObject({ code: 1, stderr: `There is no dead letter ${second}.\n` });
  });

  it('replays all that hold an event, oldest first, and says which do not', async () => {
    const [, empty] = [await bury(event('a')), await bury(''), await bury(event('b'))];
    const { code, stderr } = await deadLetters(['replay', '--all']);
    expect([code, stderr]).toEqual([1, `${empty} holds no event that could be replayed; drop it.\n`]);
    expect(await onStream()).toEqual([event('a'), event('b')]);
    expect(await deadLetters(['drop', empty])).toMatchObject({ code: 0, stdout: `Dropped ${empty}.\n` });
    expect(await client.xlen(DEAD_LETTER_STREAM)).toBe(0);
  });

  it('lets nothing through that acts on a terminal, and no key', async () => {
    const evil = 'a\u001b[2J\u009b31m\u202e\u2028\u{e0041}\ud800b';
    const id = await bury(JSON.stringify({ type: evil, subject: evil, data: { name: `${evil} cfw_${'0'.repeat(49)}` } }), {
      group: evil,
      reason: evil,
    });
    const raw = await bury(evil);
    for (const args of [['list'], ['show', id], ['show', raw]]) {
      const { code, stdout } = await deadLetters(args);
      expect(code).toBe(0);
      expect(stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      expect(stdout).not.toContain('0'.repeat(49));
    }
    expect((await deadLetters(['show', id])).stdout).toContain(String.raw`a\u001b[2J\u009b31m\u202e\u2028\udb40\udc41\ud800b`);
  });

  it('ends with 2 and does nothing when it is not told what to do, or Redis is away', async () => {
    const id = await bury(event('a'));
    for (const args of [
      [],
      ['replay'],
      ['drop', '--all'],
      ['drop', '*'],
      ['replay', id, '--all'],
      ['list', id],
      ['burn', id],
      ['--no'],
    ])
      expect((await deadLetters(args)).code).toBe(2);
    const away = await deadLetters(['list'], `redis://127.0.0.1:${String(await freePort())}`);
    expect(away).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('Nothing was done: ') });
    expect([await client.xlen(DEAD_LETTER_STREAM), await client.exists(KEYS_STREAM)]).toEqual([1, 0]);
    expect((await deadLetters(['--help'])).stdout).toMatch(/^Usage: npm run dead-letters/);
  });
});
