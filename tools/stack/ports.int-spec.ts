import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { freePort } from '../processes/ports.js';
import { Home } from './home.js';
import { portConflicts, privatePorts } from './ports.js';
import { settingsFrom } from './settings.js';

const servers: Server[] = [];
let home: Home;
beforeEach(() => void (home = new Home(mkdtempSync(join(tmpdir(), 'curfew-home-'))).open()));
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
  rmSync(home.folder, { recursive: true });
});

async function occupy(port: number, host: string): Promise<void> {
  const server = createServer().listen(port, host);
  servers.push(server);
  await once(server, 'listening');
}

const api = (port: number) => ({ port, who: 'the API', variable: 'KEYS_PORT' });

describe('portConflicts', () => {
  it('names the port, who wanted it, and the variable that chooses another', async () => {
    const port = await freePort();
    await occupy(port, '127.0.0.1');
    const [sentence, example] = await portConflicts([api(port)], '127.0.0.1');
    expect(sentence).toBe(`Port ${port}, for the API, is already in use; KEYS_PORT chooses another.`);
    expect(example).toMatch(/^For example: KEYS_PORT=\d+ npm start$/);
  });

  it('sees a server that listens on every address', async () => {
    const port = await freePort();
    await occupy(port, '0.0.0.0');
    expect(await portConflicts([api(port)], '127.0.0.1')).toContainEqual(expect.stringContaining('already in use'));
  });

  it('tells every conflict at once, also that two parts want one port', async () => {
    const [taken, shared] = [await freePort(), await freePort()];
    await occupy(taken, '127.0.0.1');
    const listeners = [api(taken), api(shared), { port: shared, who: 'mail', variable: 'SMTP_PORT' }];
    expect(await portConflicts(listeners, '127.0.0.1')).toEqual([
      expect.stringContaining(`Port ${taken}, for the API`),
      expect.stringContaining(`Port ${shared}, for mail, is wanted by the API (KEYS_PORT) too`),
      expect.stringMatching(/^For example: KEYS_PORT=\d+ SMTP_PORT=\d+ npm start$/),
    ]);
  });

  it('says nothing when every port can be had', async () => {
    expect(await portConflicts([api(await freePort())], '127.0.0.1')).toEqual([]);
  });
});

describe('privatePorts', () => {
  const own = settingsFrom({}).own;

  it('keeps the ports of the last start', async () => {
    const first = await privatePorts(home, own);
    expect(await privatePorts(home, own)).toEqual(first);
  });

  it('moves when somebody else took one', async () => {
    const first = await privatePorts(home, own);
    await occupy(first.redis, '127.0.0.1');
    const second = await privatePorts(home, own);
    expect(second.postgres).toBe(first.postgres);
    expect(second.redis).not.toBe(first.redis);
  });

  it('takes those that are chosen', async () => {
    expect(await privatePorts(home, { ...own, POSTGRES_PORT: 5499, REDIS_PORT: 6399 })).toEqual({ postgres: 5499, redis: 6399 });
  });
});
