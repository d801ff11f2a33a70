import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { freePort, obstacle } from '../processes/ports.js';
import { type Home } from './home.js';
import { type Settings } from './settings.js';

/** One thing that wants to listen: on which port, what it is, and the variable that chooses another. */
export interface Listener {
  readonly port: number;
  readonly who: string;
  readonly variable: string;
}

/** One sentence for every port that can't be had, and the way out. Empty when all can. */
export async function portConflicts(listeners: readonly Listener[], host: string): Promise<readonly string[]> {
  const sentences: string[] = [];
  const others: string[] = [];
  const wanted = new Map<number, Listener>();
  for (const listener of listeners) {
    const { port, who, variable } = listener;
    const first = wanted.get(port);
    wanted.set(port, listener);
    const problem = first ? `wanted by ${first.who} (${first.variable}) too` : explain(await obstacleFor(port, host));
    if (!problem) continue;
    sentences.push(`Port ${port}, for ${who}, is ${problem}; ${variable} chooses another.`);
    others.push(`${variable}=${another(port)}`);
  }
  return others.length === 0 ? [] : [...sentences, `For example: ${others.join(' ')} npm start`];
}

const remembered = z.object({ postgres: z.number().int(), redis: z.number().int() });

/** The ports of the private Postgres and Redis. */
export type PrivatePorts = Readonly<z.output<typeof remembered>>;

/** Those chosen by variables; else those of the last start, while they are free; else free ones, remembered for the next. */
export async function privatePorts(home: Home, { POSTGRES_PORT, REDIS_PORT }: Settings['own']): Promise<PrivatePorts> {
  const last = readLast(home.path('ports.json'));
  const ports = {
    postgres: POSTGRES_PORT ?? (await stillFree(last?.postgres)),
    redis: REDIS_PORT ?? (await stillFree(last?.redis)),
  };
  home.write('ports.json', JSON.stringify(ports));
  return ports;
}

function readLast(file: string): PrivatePorts | undefined {
  if (!existsSync(file)) return undefined;
  return remembered.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data;
}

async function stillFree(port: number | undefined): Promise<number> {
  return port !== undefined && (await obstacle(port, '127.0.0.1')) === undefined ? port : freePort();
}

/** On this machine `localhost` may mean ::1 first: somebody else who listens there would get our visitors. */
async function obstacleFor(port: number, host: string): Promise<string | undefined> {
  const found = await obstacle(port, host);
  if (found !== undefined || host !== '127.0.0.1') return found;
  return (await obstacle(port, '::1')) === 'EADDRINUSE' ? 'EADDRINUSE' : undefined;
}

function another(port: number): number {
  return port + 100 <= 65_535 ? port + 100 : port - 100;
}

function explain(code: string | undefined): string | undefined {
  if (code === undefined) return undefined;
  if (code === 'EADDRINUSE') return 'already in use';
  return code === 'EACCES' ? 'not allowed to this user' : `not to be had (${code})`;
}
