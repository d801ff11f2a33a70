import { parseArgs } from 'node:util';
import type { NestApplicationOptions } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { defineEnv } from '#libs/config';
import { databaseEnv } from '#libs/database';
import { Log, logLevels, NestLogger } from '#libs/observability';
import { z } from 'zod';
import { RestoredModule } from './restored.module.js';
import { Doubts } from './restores/index.js';

const help = `Usage: npm run restored -- --until <instant>

Tells the scheduler's database that it was restored from a backup, and that until this instant messages may have been sent of which
it knows nothing: the instant at which the last scheduler on the old database ended, as ISO 8601 with a zone.

  --until 2027-03-31T09:12:00Z

What was due by then and is not known to have been sent is not sent again. It ends as UNCONFIRMED, with the reason, and the log of
notifications shows it. What is due later is sent as ever. A scheduler finds this out by itself where Redis has kept its memory; run
this where it has not, before the first scheduler starts. Doing it twice is doing it once.

Exit code: 0 if that was done; 2 if nothing was done, as standard error says.

Needs DATABASE_URL.
`;

const env = z.object({ ...databaseEnv, LOG_LEVEL: z.enum(logLevels).default('warn') });

/** Does what is asked, and answers the exit code. */
async function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    // As a role of tools/curfew.mjs its name comes first.
    args: args[0] === 'restored' ? args.slice(1) : [...args],
    options: { help: { type: 'boolean', short: 'h' }, until: { type: 'string' } },
  });
  if (values.help) return say(help);
  const until = instantIn(values.until);
  const settings = defineEnv(env);
  const log = new Log({ service: 'restored', level: settings.LOG_LEVEL, destination: process.stderr });
  const options: Pick<NestApplicationOptions, 'abortOnError' | 'logger'> = {
    abortOnError: false,
    logger: new NestLogger(log),
  };
  const context = await NestFactory.createApplicationContext(RestoredModule.with(settings), options);
  try {
    const count = await context.get(Doubts).note({ until });
    const words = count === 1 ? '1 delivery that waited has' : `${String(count)} deliveries that waited have`;
    return say(`In doubt until ${until.toISOString()}: ${words} ended as UNCONFIRMED; what else was due by then will.\n`);
  } finally {
    await context.close();
  }
}

function instantIn(text: string | undefined): Date {
  const parsed = z.iso.datetime({ offset: true }).safeParse(text);
  if (!parsed.success) throw new Error('--until takes an instant such as 2027-03-31T09:12:00Z; --help tells more');
  const until = new Date(parsed.data);
  if (until.getTime() > Date.now()) throw new Error('--until is in the future: reminders to come would never be sent');
  return until;
}

function say(text: string): 0 {
  process.stdout.write(text);
  return 0;
}

process.exitCode = await run(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`Nothing was done: ${error instanceof Error ? error.message : String(error)}\n`);
  return 2;
});
