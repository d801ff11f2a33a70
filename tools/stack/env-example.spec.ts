import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { settingsFrom } from './settings.js';

const example = readFileSync('.env.example', 'utf8');
const explained = [...example.matchAll(/^# ([A-Z][A-Z0-9_]*)=/gm)].map(([, name]) => name ?? '');

/** What a process reads is the keys of the zod objects in these files; Prettier puts each on a line of its own. */
function variablesIn(files: readonly string[]): string[] {
  const texts = files.map((file) => readFileSync(file, 'utf8'));
  return [
    ...new Set(texts.flatMap((text) => [...text.matchAll(/^\s+([A-Z][A-Z0-9_]+)(?:: |,$)/gm)].map(([, name]) => name ?? ''))),
  ];
}

const apps = readdirSync('apps')
  .map((app) => `apps/${app}/src/env.ts`)
  .filter(existsSync);
const shared = [
  'libs/config/src/notification-defaults.ts',
  'libs/database/src/database.env.ts',
  'libs/messaging/src/redis.ts',
  'libs/observability/src/tracing/tracing.env.ts',
  'libs/webhooks/src/webhooks.env.ts',
];

describe('.env.example', () => {
  it('explains every variable that a process reads, and no other', () => {
    const read = variablesIn([...apps, ...shared, 'tools/stack/settings.ts']);
    expect(read).toEqual(expect.arrayContaining(['DATABASE_URL', 'REDIS_PASSWORD', 'KEYS_PORT', 'SMTP_URL', 'CURFEW_HOME']));
    expect([...explained].sort()).toEqual(read.sort());
  });

  it('says a sentence above each', () => {
    const lines = example.split('\n');
    for (const name of explained) expect(lines[lines.findIndex((line) => line.startsWith(`# ${name}=`)) - 1]).toMatch(/^# .*\.$/);
  });

  it('can be used as it is, and with everything uncommented', () => {
    expect(parseEnv(example)).toEqual({});
    const uncommented = example.replace(/^# (?=[A-Z][A-Z0-9_]*=)/gm, '');
    expect(settingsFrom({}, uncommented).own).toEqual(settingsFrom({}).own);
    expect(parseEnv(uncommented)['MAIL_FROM']).toBe('Curfew <curfew@curfew.localhost>');
  });
});
