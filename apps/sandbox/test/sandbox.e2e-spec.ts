import { connect } from 'node:net';
import { once } from 'node:events';
import { afterEach, describe, expect, test } from '@jest/globals';
import { startProcess, type TestProcess } from '#libs/testing';

describe('the sandbox process', () => {
  const processes: TestProcess[] = [];
  afterEach(async () => {
    await Promise.all(processes.splice(0).map((one) => one.kill('SIGKILL')));
  });

  const start = async (env = {}) => {
    const one = await startProcess({ role: 'sandbox', env });
    processes.push(one);
    return one;
  };

  test.each(['SIGTERM', 'SIGINT'] as const)('ends with 0 on %s, whatever hangs on it', async (signal) => {
    const sandbox = await (await start()).ready();
    const body = JSON.stringify({ email: { fault: 'hang', at: 'greeting' } });
    await fetch(`${sandbox.url}/api/faults`, { method: 'PUT', headers: { 'content-type': 'application/json' }, body });
    const page = await fetch(`${sandbox.url}/inbox/events`);
    const client = connect(Number(sandbox.env['SMTP_PORT']), '127.0.0.1').on('error', () => undefined);
    await once(client, 'connect');
    expect(await sandbox.kill(signal)).toBe(0);
    await page.body?.cancel().catch(() => undefined);
    client.destroy();
  });

  test('says which port is taken and ends with 1, leaving nothing behind', async () => {
    const first = await (await start()).ready();
    const second = await start({ SMTP_PORT: first.env['SMTP_PORT'] });
    expect(await second.exited).toBe(1);
    expect(second.logs()).toContain(`EADDRINUSE: address already in use 127.0.0.1:${first.env['SMTP_PORT'] ?? ''}`);
  });

  test('names every bad variable at once', async () => {
    const one = await start({ SMTP_PORT: 'twenty-five', SLACK_PORT: '70000' });
    expect(await one.exited).toBe(1);
    expect(one.logs()).toMatch(/SMTP_PORT: .*\n.*SLACK_PORT: /);
  });
});
