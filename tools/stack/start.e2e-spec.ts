import { execFileSync } from 'node:child_process';
import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isAlive, ownEnvironment, runningParts, runTool, type Tool } from './test/running-stack.js';

const PARTS = ['keys', 'postgres', 'redis', 'sandbox', 'scheduler', 'stack'];

let env: Record<string, string>;
let home: string;
let stack: Tool;
beforeAll(async () => {
  env = await ownEnvironment();
  home = env['CURFEW_HOME'] ?? '';
  stack = runTool('start', env);
  await stack.says('Curfew is ready');
});
afterAll(async () => {
  await stack.end('SIGTERM');
  rmSync(home, { recursive: true, force: true });
});

const statusOf = async (port: string | undefined) => (await fetch(`http://127.0.0.1:${port ?? ''}/health/ready`)).status;

describe('npm start', () => {
  it('is ready when it says so', async () => {
    expect(await Promise.all([env['KEYS_PORT'], env['SCHEDULER_PORT'], env['SANDBOX_PORT']].map(statusOf))).toEqual([
      200, 200, 200,
    ]);
    expect(Object.keys(runningParts(home)).sort()).toEqual(PARTS);
  });

  it('shows a command that creates a key when it is pasted', () => {
    const command = /^ {2}curl .*(\n {4}.*)*/m.exec(stack.output)?.[0] ?? '';
    const answer = execFileSync('sh', ['-c', command], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    expect(JSON.parse(answer)).toMatchObject({ name: 'my-first-key', apiKey: expect.stringMatching(/^cfw_/) });
  });

  it('keeps its secrets for their owner alone', () => {
    const files = readdirSync(home, { withFileTypes: true }).filter((entry) => entry.isFile());
    const made = ['admin-key', 'database-url', 'key-peppers', 'secret-encryption-keys', 'webhook-signing-key'];
    expect(files.map(({ name }) => name)).toEqual(expect.arrayContaining(made));
    for (const { name } of files) expect([name, statSync(join(home, name)).mode & 0o077]).toEqual([name, 0]);
    expect(statSync(home).mode & 0o077).toBe(0);
  });

  it('refuses a second start in its home', async () => {
    const second = runTool('start', env);
    expect(await second.end()).toBe(1);
    expect(second.output).toContain(`A stack runs in ${home} already`);
    expect(Object.keys(runningParts(home)).sort()).toEqual(PARTS);
  });

  it('names every port that a start in another home would need', async () => {
    const other = { ...env, CURFEW_HOME: `${home}/other` };
    const second = runTool('start', other);
    expect(await second.end()).toBe(1);
    for (const name of ['KEYS', 'SCHEDULER', 'SANDBOX', 'SMTP', 'SLACK'])
      expect(second.output).toMatch(
        new RegExp(`Port ${env[`${name}_PORT`] ?? ''}, for .*, is already in use; ${name}_PORT chooses another`),
      );
  });

  it('refuses to be forgotten while it runs', async () => {
    const reset = runTool('reset', env);
    expect(await reset.end()).toBe(1);
    expect(reset.output).toContain('stop it first');
  });

  it('shows by npm run demo that reminders arrive', async () => {
    const demo = runTool('demo', env);
    await demo.says('Read them: ', 50_000);
    expect(demo.output).toMatch(/email to admin@curfew\.localhost, .* 3 API keys expire/);
    expect(demo.output).toMatch(/Slack to #api-keys, .* expires on .* \(tomorrow\)/);
    expect(await demo.end()).toBe(0);
  });

  it('starts a crashed part again', async () => {
    const { keys: first = 0 } = runningParts(home);
    process.kill(first, 'SIGKILL');
    await stack.says('keys is back.');
    expect(runningParts(home)['keys']).not.toBe(first);
    expect(await statusOf(env['KEYS_PORT'])).toBe(200);
  });

  it('ends what a start that was killed left behind, and keeps its data', async () => {
    const left = runningParts(home);
    expect(await stack.end('SIGKILL')).toBe('SIGKILL');
    stack = runTool('start', env);
    await stack.says('Ended what an earlier start left running: keys, scheduler, sandbox, redis, postgres.');
    await stack.says('Curfew is ready');
    expect(Object.values(left).filter(isAlive)).toEqual([]);
    expect(stack.output).not.toContain('shown this once');
  });

  it('leaves nothing behind when it is stopped, and can then be forgotten', async () => {
    const running = Object.values(runningParts(home));
    expect(await stack.end('SIGTERM')).toBe(0);
    expect(running.filter(isAlive)).toEqual([]);
    const reset = runTool('reset', env);
    expect(await reset.end()).toBe(0);
    expect(readdirSync(home).filter((name) => name !== 'cache' && name !== 'other')).toEqual([]);
    const demo = runTool('demo', env);
    expect(await demo.end()).toBe(1);
    expect(demo.output).toContain(`No stack is ready in ${home}. Run npm start in another terminal first.`);
  });
});
