import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { dataSourceOptions, migrate } from '#libs/database';
import { createDatabase } from '#libs/testing';
import { keysSchema } from '../src/keys-schema.js';
import { KeysService } from './keys-service.js';

let service: KeysService;
let workspaceId: string;

beforeAll(async () => {
  service = await KeysService.start();
  const [workspace] = await service.query<{ id: string }>('SELECT id FROM keys.workspaces');
  workspaceId = workspace?.id ?? '';
});

afterAll(() => service.stop());

interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** As `npm run audit:verify` runs it, once everything is built. */
async function verify(args: readonly string[], databaseUrl = service.databaseUrl): Promise<Run> {
  const run = promisify(execFile)(process.execPath, ['tools/curfew.mjs', 'verify-audit', ...args], {
    env: { DATABASE_URL: databaseUrl },
  });
  return run.then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: unknown) => error as Run,
  );
}

const headOf = ({ stdout }: Run) => /^head (\S+)$/m.exec(stdout)?.[1] ?? '';

describe('audit:verify', () => {
  it('ends with 0, says how many entries there are, and prints the head, which it finds again later', async () => {
    const first = await verify([]);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toMatch(/^2 entries of 1 workspace: the chains are whole\nhead ws[0-9a-f]{16}:2:[0-9a-f]{64}\n$/);
    await service.as().issue();
    const [, sequence, hash] = headOf(first).split(':');
    const later = await verify(['--expect-head', headOf(first), '--expect-head', `${sequence}:${hash}`]);
    expect(later).toMatchObject({ code: 0, stdout: expect.stringMatching(/^3 entries/) });
    const missing = await verify([`--expect-head=${workspaceId}:1:${hash}`]);
    expect(missing).toMatchObject({ code: 1, stderr: expect.stringMatching(`^Workspace ${workspaceId}: entry 1 with the exp`) });
  });

  it('ends with 1, and names workspace, entry and flaw', async () => {
    const change = (email: string) => `SET session_replication_role = replica;
      UPDATE keys.audit_entries SET actor_email = ${email} WHERE sequence = 2`;
    await service.asOwner(change(`'other@example.com'`));
    expect(await verify([])).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('THE CHAINS ARE NOT WHOLE'),
      stderr: `Workspace ${workspaceId}: entry 2 was changed: it does not have its hash.\n`,
    });
    await service.asOwner(change('NULL'));
    expect((await verify([])).code).toBe(0);
  });

  it('says what it needs with --help, and ends with 2 when it can not find out', async () => {
    expect(await verify(['--help'])).toMatchObject({ code: 0, stdout: expect.stringContaining('--expect-head') });
    for (const args of [['--expect-head', 'x'], ['--expect-head'], ['--unknown'], ['word']])
      expect(await verify(args)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/^Nothing was verified: /) });
  });

  it('tells how far it is', async () => {
    const database = await createDatabase();
    await migrate(keysSchema, { DATABASE_URL: database.url });
    const source = await connected(database.url);
    await source.query(`INSERT INTO keys.workspaces (id, name, time_zone) VALUES ('ws000000000000000a', 'A', 'UTC')`);
    await source.query(`SET session_replication_role = replica; ${FILLED}`);
    const { code, stdout, stderr } = await verify([], database.url);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^120000 entries of 1 workspace: the chains are/),
    });
    expect(stderr).toBe('Looked at 100,000 entries …\n');
    await source.destroy();
    await database.drop();
  }, 240_000);
});

/** As the trigger would, and in a fraction of the time. */
const FILLED = `
  DO $$ DECLARE e keys.audit_entries; BEGIN
    e.workspace_id := 'ws000000000000000a'; e.action := 'CREATE'; e.object_type := 'ROLE'; e.object_identifier := 'r';
    e.actor_type := 'ANONYMOUS'; e.at := now(); e.hash := decode(repeat('00', 32), 'hex');
    FOR n IN 1..120000 LOOP
      e.id := n; e.sequence := n; e.previous_hash := e.hash; e.hash := keys.audit_hash(e);
      INSERT INTO keys.audit_entries OVERRIDING SYSTEM VALUE VALUES (e.*);
    END LOOP;
    INSERT INTO keys.audit_heads VALUES (e.workspace_id, e.sequence, e.hash);
  END $$`;

/** As many entries as that, in one go. */
const fill = (count: number) => `
  INSERT INTO keys.audit_intake (workspace_id, action, object_type, object_identifier, actor_type, at)
  SELECT 'ws000000000000000a', 'CREATE', 'ROLE', n::text, 'ANONYMOUS', now() FROM generate_series(1, ${count}) n`;

const connected = (url: string) =>
  new DataSource(dataSourceOptions(keysSchema, { env: { DATABASE_URL: url }, asService: false })).initialize();

it('entries from before the chain are chained by the migration, each workspace for itself, and the next ones follow', async () => {
  const database = await createDatabase();
  await migrate(keysSchema, { DATABASE_URL: database.url });
  const source = await connected(database.url);
  const isChained = () => source.query<{ chained: boolean }[]>(`SELECT to_regclass('keys.audit_heads') IS NOT NULL AS chained`);
  while ((await isChained())[0]?.chained) await source.undoLastMigration();
  for (const id of ['ws000000000000000a', 'ws000000000000000b'])
    await source.query(`INSERT INTO keys.workspaces (id, name, time_zone) VALUES ('${id}', 'A', 'UTC')`);
  await source.query(`
    INSERT INTO keys.audit_entries (workspace_id, action, object_type, object_identifier, actor_type, at)
    SELECT 'ws000000000000000' || (ARRAY['a', 'b'])[1 + n % 2], 'CREATE', 'ROLE', n::text, 'ANONYMOUS', now() FROM generate_series(1, 9) n`);
  await migrate(keysSchema, { DATABASE_URL: database.url });
  await source.query(fill(2));
  const { code, stdout } = await verify([], database.url);
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: expect.stringMatching(/^11 entries of 2 workspaces: the chains are whole/),
  });
  expect(stdout).toMatch(/head ws000000000000000a:6:.+\nhead ws000000000000000b:5:/);
  await source.destroy();
  await database.drop();
});
