import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { AdminKeyFile } from './admin-key-file.js';
import { appPart } from './app-parts.js';
import { leaveCard } from './card.js';
import { hereFor, partsEnvironment, realServers } from './environment.js';
import { typed, type Home } from './home.js';
import { spawnNode } from './node-process.js';
import { type Panel } from './panel.js';
import { privateServices } from './private-services.js';
import { type Settings } from './settings.js';
import { type Stack } from './stack.js';

/** What the local stack is made from, and who hears how it goes. */
export interface LocalStack {
  readonly settings: Settings;
  readonly home: Home;
  readonly stack: Stack;
  readonly say: (sentence: string) => void;
}

/** Starts the private services, brings the schemas up to date, starts Curfew's processes, and answers when all are ready. */
export async function bringUp(local: LocalStack): Promise<Omit<Panel, 'seconds'>> {
  const { settings, home, stack, say } = local;
  const { own } = settings;
  const { plans, databaseUrl, redisUrl } = await privateServices({ settings, home }, say);
  const { adminKeyFile, env } = surroundings(local, { databaseUrl, redisUrl });
  const adminKey = new AdminKeyFile(adminKeyFile);
  const healthOf = (port: number) => `http://${hereFor(own.HOST)}:${port}/health/ready`;
  const app = (name: 'keys' | 'scheduler' | 'sandbox', port: number) =>
    appPart(home, { name, healthUrl: healthOf(port), env }, say);
  const { mail, slack } = realServers(settings);
  const services = mail && slack ? plans : [...plans, app('sandbox', own.SANDBOX_PORT)];

  if (services.length > 0) say(`Starting ${services.map(({ name }) => name).join(', ')} …`);
  await stack.add(services);
  say('Bringing the database up to date …');
  await migrate(local, env);
  say('Starting keys, scheduler …');
  await stack.add([app('keys', own.KEYS_PORT), app('scheduler', own.SCHEDULER_PORT)]);

  const apiUrl = `http://localhost:${own.KEYS_PORT}`;
  const inboxUrl = mail && slack ? undefined : `http://localhost:${own.SANDBOX_PORT}`;
  leaveCard(home, { apiUrl, inboxUrl, adminKeyFile, redisUrl });
  return {
    ...{ apiUrl, inboxUrl, adminKeyFile, redisUrl, redisCli: redisCli(home), logs: home.path('logs') },
    newAdminKey: adminKey.newKey(),
    adminKeyCommand: adminKey.isLost() ? adminKey.commandForAnother(home, databaseUrl !== undefined) : undefined,
    databaseUrlFile: databaseUrl && home.path('database-url'),
    exampleExpiry: new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10),
  };
}

function surroundings({ settings, home }: LocalStack, urls: { databaseUrl: string | undefined; redisUrl: string | undefined }) {
  const chosen = settings.env['ADMIN_KEY_FILE'];
  const adminKeyFile = chosen ? resolve(chosen) : home.path('admin-key');
  // Made here, read by the services alone.
  home.secret('key-peppers', () => `p1:${randomBytes(32).toString('base64')}`);
  home.secret('secret-encryption-keys', () => `s1:${randomBytes(32).toString('base64')}`);
  home.secret('webhook-signing-key', () => randomBytes(32).toString('base64'));
  const files = {
    peppersFile: home.path('key-peppers'),
    secretKeysFile: home.path('secret-encryption-keys'),
    webhookKeyFile: home.path('webhook-signing-key'),
  };
  return { adminKeyFile, env: partsEnvironment(settings, { ...urls, ...files, adminKeyFile }) };
}

async function migrate({ home, stack, say }: LocalStack, env: NodeJS.ProcessEnv): Promise<void> {
  const program = { entry: 'tools/curfew.mjs', args: ['migrate'], env, logFile: home.log('migrate') };
  const heard: string[] = [];
  try {
    await stack.finish('The migration', () => spawnNode({ ...program, hear: (line) => heard.push(line) }));
  } catch (error) {
    // What it says of a good run is for the log alone.
    for (const line of heard) say(`migrate: ${line}`);
    throw error;
  }
}

function redisCli(home: Home): string {
  const fetched = home.path('cache', 'redis', 'bin', 'redis-cli');
  return existsSync(fetched) ? typed(fetched) : 'redis-cli';
}
