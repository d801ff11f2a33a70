import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { parse } from 'csv-parse/sync';
import { Log } from '#libs/observability';
import { issuingEnv } from '../src/env.js';
import { ImportKeysModule } from '../src/import-keys.module.js';
import { importFile, ImportReport, KeyImport } from '../src/key-import/index.js';
import { nestOptions } from '../src/nest-options.js';
import { pepper, type KeysService } from './keys-service.js';

/** What an import said and left behind. */
export interface Imported {
  readonly isComplete: boolean;
  readonly said: readonly string[];
  readonly summary: string;
  /** The lines of the list of errors; `undefined` if there is none. */
  readonly errors: readonly Readonly<Record<string, string>>[] | undefined;
}

/** How a file is imported. */
export interface How {
  readonly dryRun?: boolean;
  readonly isToStop?: () => boolean;
  /** What time it is for the report, in milliseconds; none passes unless given. */
  readonly monotonic?: () => number;
}

/** Imports files into the database of a keys service, as the command does. */
export class Importing {
  private readonly folder = mkdtempSync(join(tmpdir(), 'curfew-import-'));

  private constructor(private readonly context: INestApplicationContext) {}

  static async into(service: KeysService, overrides: Readonly<Record<string, string>> = {}): Promise<Importing> {
    const env = issuingEnv.parse({ DATABASE_URL: service.databaseUrl, KEY_PEPPERS: pepper('test', 1), ...overrides });
    const log = new Log({ service: 'keys', level: 'silent' });
    const module = ImportKeysModule.with({ env, log, clock: service.clock });
    return new Importing(await NestFactory.createApplicationContext(module, nestOptions(log)));
  }

  /** Puts the content into a file; answers its path. */
  file(content: string | Buffer): string {
    const path = join(this.folder, `${randomBytes(4).toString('hex')}.csv`);
    writeFileSync(path, content);
    return path;
  }

  /** Imports a file, which is at this absolute path or has this content. */
  async import(
    file: string | Buffer,
    { dryRun = false, isToStop = () => false, monotonic = () => 0 }: How = {},
  ): Promise<Imported> {
    const path = typeof file === 'string' && file.startsWith('/') ? file : this.file(file);
    const said: string[] = [];
    const say = (sentence: string) => void said.push(sentence);
    const report = new ImportReport({ path, dryRun, say, monotonic });
    const parts = { keys: this.context.get(KeyImport), report };
    const isComplete = await importFile(parts, { path, dryRun, isToStop });
    return { isComplete, said, summary: report.summary(), errors: errorsIn(report.errorsPath) };
  }

  async stop(): Promise<void> {
    await this.context.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A key as another system makes them. */
export function foreignKey(): string {
  return `sk_live_${randomBytes(24).toString('base64url')}`;
}

/** What is imported of a key. */
export function sha256(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

/** A file of these lines, under a header of these columns. */
export function csv(columns: string, ...lines: readonly string[]): string {
  return [columns, ...lines, ''].join('\n');
}

function errorsIn(path: string): Imported['errors'] {
  if (!existsSync(path)) return undefined;
  return parse<Record<string, string>>(readFileSync(path, 'utf8'), { columns: true });
}
