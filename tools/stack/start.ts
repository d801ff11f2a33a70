import { rmSync } from 'node:fs';
import { claim } from '../processes/process-record.js';
import { HOLDER } from './card.js';
import { checkPorts, endLeftovers } from './clear-way.js';
import { Home, typed } from './home.js';
import { bringUp } from './local-stack.js';
import { panelText } from './panel.js';
import { readSettings, type Settings } from './settings.js';
import { Stack } from './stack.js';
import { stopAsked } from './stop-signals.js';

/** Runs the local stack until a signal ends it. Answers the exit code: 0, or 1 when it could not be started. */
export async function start(): Promise<number> {
  const settings = readSettings();
  const home = new Home(settings.home).open();
  const holder = claim(home.record(HOLDER));
  if (holder !== undefined) {
    say(
      `A stack runs in ${typed(home.folder)} already (process ${holder}). CURFEW_HOME and the ports of .env.example make a second one.`,
    );
    return 1;
  }
  try {
    return await runUntilStopped(settings, home);
  } finally {
    rmSync(home.path('run'), { recursive: true, force: true });
  }
}

async function runUntilStopped(settings: Settings, home: Home): Promise<number> {
  const stack = new Stack(say);
  const asked = stopAsked(() => {
    say('Stopping at once …');
    stack.hurry();
  });
  const up = startAll(stack, settings, home);
  let code = 0;
  try {
    await Promise.race([asked, up.then(() => asked)]);
    say('Stopping … (Ctrl-C again: at once)');
  } catch (error) {
    say(`\nCurfew could not start.\n${error instanceof Error ? error.message : String(error)}`);
    code = 1;
  }
  await stack.stop();
  // Stopped in the middle of it, a start fails; that is no news.
  await up.catch(() => undefined);
  say('Nothing is left running.');
  return code;
}

async function startAll(stack: Stack, settings: Settings, home: Home): Promise<void> {
  const begun = performance.now();
  const ended = await endLeftovers(home);
  if (ended.length > 0) say(`Ended what an earlier start left running: ${ended.join(', ')}.`);
  await checkPorts(settings);
  const panel = await bringUp({ settings, home, stack, say });
  say(panelText({ ...panel, seconds: (performance.now() - begun) / 1000 }));
}

function say(sentence: string): void {
  console.log(sentence);
}
