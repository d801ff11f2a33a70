import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeFile, serviceNamed } from './test/compose.js';

const readersOf = (volume: string) =>
  Object.entries(composeFile().services)
    .filter(([name, { volumes = [] }]) => name !== 'secrets' && volumes.some((mount) => mount.startsWith(`${volume}:`)))
    .map(([name]) => name)
    .sort();

describe('the secrets that docker compose makes', () => {
  let database: string;
  let peppers: string;
  let webhooks: string;

  beforeEach(() => {
    database = mkdtempSync(join(tmpdir(), 'curfew-secrets-'));
    peppers = mkdtempSync(join(tmpdir(), 'curfew-secrets-'));
    webhooks = mkdtempSync(join(tmpdir(), 'curfew-secrets-'));
  });

  afterEach(() => {
    for (const folder of [database, peppers, webhooks]) rmSync(folder, { recursive: true, force: true });
  });

  // Runs the very text that the service runs, on folders of the test's own.
  const make = () => {
    const { entrypoint = [], command = [] } = serviceNamed('secrets');
    const [script = ''] = command;
    expect([entrypoint, command.slice(1)]).toEqual([
      ['node', '-e'],
      ['/etc/curfew/database', '/etc/curfew/peppers', '/etc/curfew/webhooks'],
    ]);
    execFileSync(process.execPath, ['-e', script.replaceAll('$$', '$'), database, peppers, webhooks]);
    return {
      password: readFileSync(join(database, 'password'), 'utf8'),
      pepper: readFileSync(join(peppers, 'key-peppers'), 'utf8'),
      encryptionKey: readFileSync(join(peppers, 'secret-encryption-keys'), 'utf8'),
      signingKey: readFileSync(join(webhooks, 'webhook-signing-key'), 'utf8'),
    };
  };

  it('are long enough and of the form the services ask for', () => {
    const { password, pepper, encryptionKey, signingKey } = make();
    expect(password).toMatch(/^[\w-]{43}$/);
    expect(pepper).toMatch(/^p1:[A-Za-z0-9+/]{43}=$/);
    expect(encryptionKey).toMatch(/^s1:[A-Za-z0-9+/]{43}=$/);
    expect(signingKey).toMatch(/^[A-Za-z0-9+/]{43}=$/);
  });

  it('are made once and never changed', () => {
    expect(make()).toEqual(make());
  });

  it('differ from one installation to the next', () => {
    const first = make();
    for (const [folder, file] of [
      [database, 'password'],
      [peppers, 'key-peppers'],
      [peppers, 'secret-encryption-keys'],
      [webhooks, 'webhook-signing-key'],
    ] as const)
      rmSync(join(folder, file), { force: true });
    const second = make();
    for (const name of ['password', 'pepper', 'encryptionKey', 'signingKey'] as const) expect(second[name]).not.toBe(first[name]);
  });

  it('are finished after a start that was cut off while writing', () => {
    writeFileSync(join(database, 'password.new'), 'half', { mode: 0o440 });
    expect(make().password).toHaveLength(43);
    expect(readdirSync(database)).toEqual(['password']);
  });

  it("can be read by their owner's group alone, and written by nobody", () => {
    make();
    const files = [join(database, 'password'), join(peppers, 'key-peppers'), join(peppers, 'secret-encryption-keys')];
    const modes = [...files, join(webhooks, 'webhook-signing-key')].map((file) => statSync(file).mode & 0o777);
    expect(modes).toEqual([0o440, 0o440, 0o440, 0o440]);
    expect(serviceNamed('postgres').group_add).toEqual(['10001']);
  });

  it('are mounted only where they are used: pepper and encryption key in keys alone', () => {
    expect(readersOf('database-secret')).toEqual(['keys', 'migrate', 'postgres', 'scheduler']);
    expect(readersOf('pepper-secret')).toEqual(['keys']);
    expect(readersOf('webhook-secret')).toEqual(['keys', 'scheduler']);
  });

  it('can be changed by none of their readers', () => {
    const mounts = Object.entries(composeFile().services)
      .filter(([name]) => name !== 'secrets')
      .flatMap(([, { volumes = [] }]) => volumes.filter((mount) => mount.includes('-secret:')));
    for (const mount of mounts) expect(mount).toMatch(/:ro$/);
  });
});
