import { parseArgs } from 'node:util';
import { NestFactory } from '@nestjs/core';
import { defineEnv } from '#libs/config';
import { databaseEnv } from '#libs/database';
import { logLevels, Log } from '#libs/observability';
import { z } from 'zod';
import { ChainVerifier, type ExpectedHead, type Verification } from './audit-log/index.js';
import { nestOptions } from './nest-options.js';
import { VerifyAuditModule } from './verify-audit.module.js';

const help = `Usage: npm run audit:verify -- [--expect-head <head>]…

Follows the chain of hashes through the audit log of every workspace, and says whether an entry was changed, removed, added by hand
or moved. It reads only, in one snapshot; the service may go on meanwhile.

On standard output it prints how many entries there are, and the head of each chain in one word:

  head ws5d6e7f8091a2b3c4:1204:9f86d081…

Keep that word where whoever owns the database has no say, and hand it in next time:

  --expect-head <head>   the entry of an earlier head has to be there still; may be given several times, and without the workspace.
                         Only this shows that the end of a log was cut off, or that all of it was written anew.

Exit code: 0 if the chains are whole; 1 if not, with a line for each flaw on standard error; 2 if that could not be found out.

Needs DATABASE_URL.
`;

const HEAD = /^(?:(?<workspaceId>ws[0-9a-f]{16}):)?(?<sequence>[1-9]\d{0,18}):(?<hash>[0-9a-f]{64})$/;

const env = z.object({ ...databaseEnv, LOG_LEVEL: z.enum(logLevels).default('warn') });

/** Verifies, and answers the exit code. */
async function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    // As a role of tools/curfew.mjs its name comes first.
    args: args[0] === 'verify-audit' ? args.slice(1) : [...args],
    options: { help: { type: 'boolean', short: 'h' }, 'expect-head': { type: 'string', multiple: true, default: [] } },
  });
  if (values.help) return say(help);
  const expectedHeads = values['expect-head'].map(readHead);
  const verification = await verify(expectedHeads);
  for (const flaw of verification.flaws) process.stderr.write(`${flaw}\n`);
  say(summaryOf(verification));
  return verification.flaws.length === 0 ? 0 : 1;
}

async function verify(expectedHeads: readonly ExpectedHead[]): Promise<Verification> {
  const settings = defineEnv(env);
  const log = new Log({ service: 'keys', level: settings.LOG_LEVEL, destination: process.stderr });
  const context = await NestFactory.createApplicationContext(VerifyAuditModule.with(settings), nestOptions(log));
  try {
    return await context.get(ChainVerifier).verify({ expectedHeads, onProgress: progressEvery(100_000) });
  } finally {
    await context.close();
  }
}

function progressEvery(step: number): (entries: number) => void {
  let told = 0;
  return (entries) => {
    if (entries < told + step) return;
    told = entries - (entries % step);
    process.stderr.write(`Looked at ${told.toLocaleString('en')} entries …\n`);
  };
}

function readHead(word: string): ExpectedHead {
  const { workspaceId, sequence, hash } = HEAD.exec(word)?.groups ?? {};
  if (sequence === undefined || hash === undefined)
    throw new Error('--expect-head takes a head as an earlier verification printed it: [workspace:]sequence:hash');
  return { workspaceId, sequence, hash };
}

function summaryOf({ entries, heads, flaws }: Verification): string {
  const counted = `${counting(entries, 'entry', 'entries')} of ${counting(heads.length, 'workspace', 'workspaces')}`;
  const verdict = flaws.length === 0 ? 'the chains are whole' : 'THE CHAINS ARE NOT WHOLE';
  return `${counted}: ${verdict}\n${heads.map((head) => `head ${head}\n`).join('')}`;
}

function counting(count: number, one: string, many: string): string {
  return `${String(count)} ${count === 1 ? one : many}`;
}

function say(text: string): 0 {
  process.stdout.write(text);
  return 0;
}

process.exitCode = await run(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`Nothing was verified: ${error instanceof Error ? error.message : String(error)}\n`);
  return 2;
});
