import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readCard } from '../stack/card.js';
import { Home, typed } from '../stack/home.js';
import { readSettings } from '../stack/settings.js';
import { exampleText } from './example-text.js';

const ENTRY = 'dist/examples/parcels/src/main.js';

/** Runs the example service beside the running stack until a signal ends it. Answers the exit code. */
export async function example(): Promise<number> {
  const { home: folder, own, env } = readSettings();
  const home = new Home(folder);
  const card = readCard(home);
  if (!card) return refuse(`No stack is ready in ${typed(home.folder)}. Run npm start in another terminal first.`);
  const redisUrl = card.redisUrl ?? env['REDIS_URL'];
  if (!redisUrl) return refuse('The stack uses a Redis of your own. Say where it is: REDIS_URL=… npm run example');
  const port = String(own.PARCELS_PORT);
  // A process that is told of Redis and of its port, and of nothing else that is Curfew's.
  const { PATH, TERM, NO_COLOR } = env;
  const child = spawn(process.execPath, ['--enable-source-maps', ENTRY], {
    env: { PATH, TERM, NO_COLOR, PARCELS_PORT: port, REDIS_URL: redisUrl },
    stdio: 'inherit',
  });
  // Ctrl-C reaches the whole group; a signal sent to this process alone is passed on.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  console.log(exampleText({ ...card, url: `http://localhost:${port}` }));
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}

function refuse(sentence: string): number {
  console.error(sentence);
  return 1;
}
