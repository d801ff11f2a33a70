import { parseArgs } from 'node:util';
import { NestFactory } from '@nestjs/core';
import { defineEnv } from '#libs/config';
import { systemClock } from '#libs/kernel';
import { Log, redact } from '#libs/observability';
import { issuingEnv } from './env.js';
import { ImportKeysModule } from './import-keys.module.js';
import { importFile, ImportReport, KeyImport, UnusableFile } from './key-import/index.js';
import { nestOptions } from './nest-options.js';

const help = `Usage: import-keys <file.csv> [--dry-run]

Imports keys that another system made, known by their SHA-256, so that their holders go on using them. The file is CSV (UTF-8,
commas, quotation marks) with a header that names its columns, in any order:

  name            what people call the key
  hash            the SHA-256 of the whole key, as 64 hexadecimal digits or as base64; never the key itself
  roles           USER, MANAGER, ADMIN, READ_ONLY, or custom:<tag> of a custom role; several with semicolons
  algorithm       sha256, the only one there is (optional, as all that follow)
  last4           the last four characters of the key
  owner           the address of the user who owns it and is reminded; CURFEW_ADMIN_EMAIL unless given
  description     what it is for
  expirationDate  a day (valid until its end) or a date-time; the security policy of the workspace holds here, too
  timeZone        the IANA time zone in which that day is meant; the workspace's unless given
  createdDate     since when there is the key

Every line that can't be imported is reported, and listed in <file.csv>.errors.csv; the others are imported, 100 in a
transaction. Keys that are here already stay as they are: a file can be imported again, after an error as after Ctrl-C.

  --dry-run  says what would happen, and changes nothing but the list of errors
  --help     says this

Ends with 0 if every key is here, 1 if some are not, and 2, with nothing imported, if that file can't be imported at all.
Needs the environment of the keys service: DATABASE_URL, KEY_PEPPERS.
`;

const options = {
  'dry-run': { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

const say = (sentence: string): void => void process.stderr.write(`${sentence}\n`);

/** Imports the file that the arguments name, or prints the help. Answers the exit code. */
async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  const [path, ...others] = positionals;
  if (values.help) process.stdout.write(help);
  else if (path === undefined || others.length > 0) throw new UnusableFile('Name one file; --help says more.');
  else return importInto(path, values['dry-run']);
  return 0;
}

async function importInto(path: string, dryRun: boolean): Promise<number> {
  const env = defineEnv(issuingEnv);
  // What there is to say is said in sentences.
  const log = new Log({ service: 'keys', level: 'error', destination: process.stderr });
  const module = ImportKeysModule.with({ env, log, clock: systemClock });
  const context = await NestFactory.createApplicationContext(module, nestOptions(log));
  let isStopped = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => (isStopped = true));
  try {
    const report = new ImportReport({ path, dryRun, say, monotonic: () => performance.now() });
    const parts = { keys: context.get(KeyImport), report };
    const isComplete = await importFile(parts, { path, dryRun, isToStop: () => isStopped });
    process.stdout.write(`${report.summary()}\n`);
    if (report.refused > 0) say(`Every problem is in ${report.errorsPath}.`);
    if (!isComplete) say('Stopped before the end. Import the file again for the rest.');
    return isComplete && report.refused === 0 ? 0 : 1;
  } finally {
    await context.close();
  }
}

await run(process.argv.slice(2))
  .then((code) => {
    process.exitCode = code;
  })
  .catch((error: unknown) => {
    const message = redact(error instanceof Error ? error.message : String(error));
    const isUsage = error instanceof UnusableFile || (error instanceof TypeError && 'code' in error);
    say(isUsage ? `Nothing was imported: ${message}` : `The import broke off: ${message}. Import the file again for the rest.`);
    process.exitCode = isUsage ? 2 : 1;
  });
