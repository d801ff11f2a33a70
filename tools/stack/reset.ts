import { existsSync } from 'node:fs';
import { recordedProcess } from '../processes/process-record.js';
import { HOLDER } from './card.js';
import { endLeftovers } from './clear-way.js';
import { realServers } from './environment.js';
import { Home, typed } from './home.js';
import { readSettings } from './settings.js';

/** Forgets what a stopped stack keeps in its home. Answers the exit code: 1 when the stack runs, and nothing was touched. */
export async function reset(): Promise<number> {
  const settings = readSettings();
  const home = new Home(settings.home);
  const place = typed(home.folder);
  if (!existsSync(home.folder)) {
    console.log(`There is nothing to forget: ${place} does not exist.`);
    return 0;
  }
  const holder = recordedProcess(home.record(HOLDER));
  if (holder !== undefined) {
    console.error(`The stack in ${place} is running (process ${holder}): stop it first, with Ctrl-C where it was started.`);
    return 1;
  }
  await endLeftovers(home);
  const keepSecrets = realServers(settings).postgres;
  home.forget({ keepSecrets });
  console.log(
    `Forgotten: everything the stack kept in ${place}${keepSecrets ? ', except the secrets of your own database' : ''}.`,
  );
  return 0;
}
