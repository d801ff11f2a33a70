import { NestFactory } from '@nestjs/core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { Log } from '#libs/observability';
import { until } from '#libs/testing';
import { rewrappingEnv } from '../src/env.js';
import { nestOptions } from '../src/nest-options.js';
import { RewrapSecretsModule } from '../src/rewrap-secrets.module.js';
import { RewrappingService, type Rewrapping, type SecretAnswer } from '../src/secrets/index.js';
import type { Caller } from './caller.js';
import { KeysService, pepper } from './keys-service.js';
import { keep, put, remove, valueOf } from './secrets.js';

const [OLD, NEW] = [pepper('old', 2), pepper('new', 3)];

const SILENT = new Log({ service: 'keys', level: 'silent' });

let service: KeysService;
let by: Caller;

beforeAll(async () => {
  service = await KeysService.start({ SECRET_ENCRYPTION_KEYS: `${OLD},${NEW}` });
  by = service.as();
});

afterAll(() => service.stop());

beforeEach(() => service.asOwner('DELETE FROM keys.secrets'));

/** Does what the role does, in this process; what it says goes into `lines`. */
async function rewrap(keys: string, lines: string[] = []): Promise<Rewrapping> {
  const env = rewrappingEnv.parse({ DATABASE_URL: service.databaseUrl, SECRET_ENCRYPTION_KEYS: keys });
  const context = await NestFactory.createApplicationContext(RewrapSecretsModule.with(env), nestOptions(SILENT));
  return context
    .get(RewrappingService)
    .run((line) => lines.push(line))
    .finally(() => context.close());
}

/** Keeps so many secrets, a few at a time: more would be turned away. */
async function keepMany(count: number, valueAt: (n: number) => string): Promise<readonly SecretAnswer[]> {
  const kept: SecretAnswer[] = [];
  while (kept.length < count) {
    const next = Array.from({ length: Math.min(5, count - kept.length) }, (_, n) =>
      keep(by, { secret: valueAt(kept.length + n) }),
    );
    kept.push(...(await Promise.all(next)));
  }
  return kept;
}

const rowsBut = (columns: readonly string[]) =>
  service.query(`SELECT to_jsonb(s) - $1::text[] AS row FROM keys.secrets s ORDER BY id`, columns);

const keyIds = () => service.query<{ id: string | null }>('SELECT key_encryption_key_id AS id FROM keys.secrets ORDER BY id');

/** So many copies of a secret's row: rows enough for several batches. They don't open, as they are in the wrong place. */
const copies = (id: string, count: number) =>
  service.asOwner(`
    INSERT INTO keys.secrets (id, workspace_id, owner_id, name, tag, ciphertext, wrapped_key, key_encryption_key_id, version,
      value_version, created_at, updated_at)
    SELECT 'se' || lpad(to_hex(n), 16, '0'), workspace_id, owner_id, name, 'copy-' || n, ciphertext, wrapped_key,
      key_encryption_key_id, 1, 1, created_at, updated_at FROM keys.secrets, generate_series(1, ${String(count)}) n WHERE id = '${id}'`);

describe('rewrapping', () => {
  it('brings every secret under the first key, and changes nothing else', async () => {
    const kept = await keepMany(110, (n) => `value ${String(n)}`);
    const { id: deleted } = await keep(by);
    await remove(by, deleted);
    const events = await service.query('SELECT count(*) FROM keys.outbox');
    const before = await rowsBut(['wrapped_key', 'key_encryption_key_id']);
    const lines: string[] = [];
    const outcome = { rewrapped: 110, broken: [], uses: [{ keyId: 'new', count: 110 }], isComplete: true };
    expect(await rewrap(`${NEW},${OLD}`, lines)).toEqual(outcome);
    expect(lines).toEqual(['Rewrapped 100 of 110.', 'Rewrapped 110 of 110.']);
    expect(await rowsBut(['wrapped_key', 'key_encryption_key_id'])).toEqual(before);
    expect(await service.query('SELECT count(*) FROM keys.outbox')).toEqual(events);
    const alone = await service.another({ SECRET_ENCRYPTION_KEYS: NEW });
    for (const [n, { tag }] of kept.entries()) expect(await valueOf(alone.as(service.adminKey), tag)).toBe(`value ${String(n)}`);
    await alone.app.close();
  });

  it('has nothing to do a second time, nor without secrets', async () => {
    expect(await rewrap(NEW)).toEqual({ rewrapped: 0, broken: [], uses: [], isComplete: true });
    await keep(by);
    await rewrap(`${NEW},${OLD}`);
    expect(await rewrap(NEW)).toMatchObject({ rewrapped: 0, uses: [{ keyId: 'new', count: 1 }], isComplete: true });
  });

  it('changes nothing when a key that is in use is missing', async () => {
    await keep(by);
    const before = await rowsBut([]);
    await expect(rewrap(NEW)).rejects.toThrow('does not name keys that are in use: "old" (1 secret)');
    expect(await rowsBut([])).toEqual(before);
  });

  it('leaves what does not open as it is, names it, and brings the rest home', async () => {
    const { id, tag } = await keep(by, { secret: 'whole' });
    await copies(id, 150);
    const { broken, uses, isComplete } = await rewrap(`${NEW},${OLD}`);
    expect([uses, isComplete]).toEqual([
      [
        { keyId: 'new', count: 1 },
        { keyId: 'old', count: 150 },
      ],
      false,
    ]);
    expect([broken.length, broken[0]]).toEqual([150, 'se0000000000000001']);
    expect(await valueOf(by, tag)).toBe('whole');
  });

  it('goes on where a run was cut off, and two at once do no harm', async () => {
    const kept = await keepMany(110, () => 'kept');
    await service.asOwner(`CREATE FUNCTION keys.fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF (SELECT count(*) FROM keys.secrets WHERE key_encryption_key_id = 'new') >= 105 THEN RAISE 'cut off'; END IF; RETURN NEW; END $$;
      CREATE TRIGGER fail BEFORE UPDATE ON keys.secrets FOR EACH ROW EXECUTE FUNCTION keys.fail()`);
    await expect(rewrap(`${NEW},${OLD}`)).rejects.toThrow('cut off');
    await service.asOwner('DROP TRIGGER fail ON keys.secrets');
    expect((await keyIds()).filter(({ id }) => id === 'new')).toHaveLength(100);
    await Promise.all([rewrap(`${NEW},${OLD}`), rewrap(`${NEW},${OLD}`)]);
    expect(new Set((await keyIds()).map(({ id }) => id))).toEqual(new Set(['new']));
    for (const { tag } of kept) expect(await valueOf(by, tag)).toBe('kept');
  });

  it('loses no value that is written meanwhile, whoever comes first', async () => {
    const kept = await keepMany(40, () => 'first');
    const writing = (async () => {
      for (const { id } of kept) await put(by, id, { secret: `second ${id}` });
    })();
    const rewrapping = (async () => {
      for (let run = 0; run < 4; run += 1) await rewrap(run % 2 === 0 ? `${NEW},${OLD}` : `${OLD},${NEW}`);
    })();
    await Promise.all([writing, rewrapping]);
    for (const { id, tag } of kept) expect(await valueOf(by, tag)).toBe(`second ${id}`);
  });

  it('does not store a data key whose value was replaced after it was read', async () => {
    const { id, tag } = await keep(by, { secret: 'first' });
    const holder = new Client({ connectionString: service.databaseUrl });
    await holder.connect();
    await holder.query(`BEGIN; SELECT 1 FROM keys.secrets WHERE id = '${id}' FOR UPDATE`);
    const rewrapping = rewrap(`${NEW},${OLD}`);
    const waiting = `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`;
    await until(async () => (await service.asOwner(waiting)) > 0, { what: 'the rewrapping waits for the row' });
    await holder.query(`UPDATE keys.secrets SET version = 2, value_version = 2 WHERE id = '${id}'; COMMIT`);
    await holder.end();
    expect(await rewrapping).toMatchObject({ rewrapped: 0, uses: [{ keyId: 'old', count: 1 }], isComplete: false });
    await service.query('UPDATE keys.secrets SET version = 1, value_version = 1 WHERE id = $1', id);
    expect(await valueOf(by, tag)).toBe('first');
  });
});
