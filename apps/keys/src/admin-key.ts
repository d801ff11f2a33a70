import { NestFactory } from '@nestjs/core';
import { defineEnv } from '#libs/config';
import { systemClock } from '#libs/kernel';
import { Log } from '#libs/observability';
import { AdminKeyModule } from './admin-key.module.js';
import { AdminKeyIssuer } from './bootstrap/index.js';
import { issuingEnv } from './env.js';
import { nestOptions } from './nest-options.js';

const help = `Usage: admin-key

Issues a new ADMIN key for the admin of the workspace (CURFEW_ADMIN_EMAIL) and prints it, alone, on standard output. It is
shown this once. Workspace and admin are made if they are missing; keys that exist stay as they are.

Needs the environment of the keys service: DATABASE_URL, KEY_PEPPERS.
`;

/** Prints a new admin key, or the help. Ends with exit code 1, and says why on standard error, if no key could be made. */
async function run(args: readonly string[]): Promise<void> {
  if (args.includes('--help') || args.includes('-h')) return void process.stdout.write(help);
  const env = defineEnv(issuingEnv);
  // Standard output belongs to the key.
  const log = new Log({ service: 'keys', level: env.LOG_LEVEL, destination: process.stderr });
  const module = AdminKeyModule.with({ env, log, clock: systemClock });
  const context = await NestFactory.createApplicationContext(module, nestOptions(log));
  try {
    const key = await context.get(AdminKeyIssuer).issue();
    process.stdout.write(`${key.reveal()}\n`);
  } finally {
    await context.close();
  }
}

await run(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`No admin key was made: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
