import { NestFactory } from '@nestjs/core';
import { defineEnv } from '#libs/config';
import { DomainError } from '#libs/kernel';
import { Log } from '#libs/observability';
import { rewrappingEnv } from './env.js';
import { nestOptions } from './nest-options.js';
import { RewrapSecretsModule } from './rewrap-secrets.module.js';
import { RewrappingService, secretsCounted } from './secrets/index.js';

const LISTED = 20;

const help = `Usage: rewrap-secrets

Wraps the data keys of all secrets anew under the first key of SECRET_ENCRYPTION_KEYS, and says under which keys they are then.
No value is opened, services may run meanwhile, and a run that was cut off is simply run again.

To rotate that key: add a new one behind it and restart the keys services; bring it to the front and restart them; run this;
and when it ends with exit code 0 take the old one away.

Ends with 1 if a key that is in use is missing (nothing is changed then), or if secrets are left under another key.

Needs: DATABASE_URL, SECRET_ENCRYPTION_KEYS.
`;

/** Rewraps, or prints the help. */
async function run(args: readonly string[]): Promise<void> {
  if (args.includes('--help') || args.includes('-h')) return void process.stdout.write(help);
  const env = defineEnv(rewrappingEnv);
  // Standard output belongs to the report.
  const log = new Log({ service: 'keys', level: env.LOG_LEVEL, destination: process.stderr });
  const context = await NestFactory.createApplicationContext(RewrapSecretsModule.with(env), nestOptions(log));
  try {
    const { rewrapped, broken, uses, isComplete } = await context.get(RewrappingService).run(say);
    say(`Rewrapped ${secretsCounted(rewrapped)} in all.`);
    for (const { keyId, count } of uses) say(`Under the key "${keyId}": ${secretsCounted(count)}.`);
    if (broken.length > 0) say(`Left as they are, since they do not open (replace or delete them): ${listed(broken)}.`);
    if (!isComplete)
      throw new Error('Secrets are left under another key than the current one. Keep that key, and run this again.');
  } finally {
    await context.close();
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** The first of them: enough to see what they have in common. */
function listed(ids: readonly string[]): string {
  const rest = ids.length - LISTED;
  return ids.slice(0, LISTED).join(', ') + (rest > 0 ? ` and ${String(rest)} more` : '');
}

function reasonOf(error: unknown): string {
  if (error instanceof DomainError) return error.internal;
  return error instanceof Error ? error.message : String(error);
}

await run(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`Not all secrets were rewrapped: ${reasonOf(error)}\n`);
  process.exitCode = 1;
});
