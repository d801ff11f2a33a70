import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rows, Transactions, type Transaction } from '#libs/database';
import { until } from '#libs/testing';
import { ChainVerifier } from '../src/audit-log/index.js';
import { Journal } from '../src/journal/index.js';
import { KeysService } from './keys-service.js';
import { strangerTo } from './people.js';

let service: KeysService;
let workspaceId: string;

beforeAll(async () => {
  service = await KeysService.start();
  const [workspace] = await service.query<{ id: string }>('SELECT id FROM keys.workspaces');
  workspaceId = workspace?.id ?? '';
});

afterAll(() => service.stop());

const transactions = () => service.app.get(Transactions);

const note = (tx: Transaction, objectIdentifier: string) => {
  const by = { kind: 'system', workspaceId } as const;
  return service.app.get(Journal).note(tx, { by, action: 'UPDATE', objectType: 'ROLE', objectIdentifier });
};

const noted = async (prefix: string) => {
  const sql = `SELECT object_identifier AS object FROM keys.audit_entries WHERE object_identifier LIKE $1 || '%' ORDER BY sequence`;
  return (await service.query<{ object: string }>(sql, prefix)).map(({ object }) => object);
};

const isWhole = async () => {
  const { flaws } = await service.app.get(ChainVerifier).verify({ expectedHeads: [], onProgress: () => undefined });
  expect(flaws).toEqual([]);
};

describe("the service's role", () => {
  it.each([
    `UPDATE keys.audit_entries SET actor_email = 'x'`,
    'DELETE FROM keys.audit_entries',
    'TRUNCATE keys.audit_entries',
    'INSERT INTO keys.audit_entries DEFAULT VALUES',
    'DROP TRIGGER audit_entries_only_grow ON keys.audit_entries',
    'ALTER TABLE keys.audit_entries DISABLE TRIGGER ALL',
    'UPDATE keys.audit_heads SET sequence = 0',
    `INSERT INTO keys.audit_heads VALUES ('ws0000000000000009', 0, sha256('x'))`,
    'DELETE FROM keys.audit_heads',
    'TRUNCATE keys.audit_heads',
    `UPDATE keys.audit_intake SET action = 'CREATE'`,
    'DELETE FROM keys.audit_intake',
    'TRUNCATE keys.audit_intake',
    'DROP TRIGGER audit_intake_is_chained ON keys.audit_intake',
    'ALTER TABLE keys.audit_intake DISABLE TRIGGER ALL',
    'CREATE OR REPLACE FUNCTION keys.audit_hash(entry keys.audit_entries) RETURNS bytea LANGUAGE sql RETURN NULL',
    'DROP FUNCTION keys.chain_audit_entry() CASCADE',
    `SET session_replication_role = 'replica'`,
  ])('may not %s', async (sql) => {
    await expect(transactions().run((tx) => rows(tx, { sql }))).rejects.toThrow(/permission denied|must be owner/);
  });

  it.each([
    `UPDATE keys.audit_entries SET actor_email = 'x'`,
    'DELETE FROM keys.audit_entries',
    'TRUNCATE keys.audit_entries',
    'DELETE FROM keys.audit_heads',
    'TRUNCATE keys.audit_heads',
  ])('is not alone: %s fails for the owner too, as long as the trigger is there', async (sql) => {
    await expect(service.asOwner(sql)).rejects.toThrow(/only grows/);
  });
});

describe('an entry', () => {
  it('is written when its transaction commits, after others that began later, and not at all if it does not', async () => {
    await transactions().run(async (tx) => {
      await note(tx, 'order/slow');
      await transactions().run((other) => note(other, 'order/fast'));
      expect(await noted('order/')).toEqual(['order/fast']);
    });
    const failing = transactions().run(async (tx) => {
      await note(tx, 'order/never');
      throw new Error('rolled back');
    });
    await expect(failing).rejects.toThrow('rolled back');
    expect(await noted('order/')).toEqual(['order/fast', 'order/slow']);
    await isWhole();
  });

  it('of a part that is undone is undone with it, and those around it are chained without a gap', async () => {
    await transactions().run(async (tx) => {
      await note(tx, 'part/1');
      const undone = transactions().part(tx, async (part) => {
        await note(part, 'part/undone');
        throw new Error('undone');
      });
      await expect(undone).rejects.toThrow('undone');
      await note(tx, 'part/2');
    });
    expect(await noted('part/')).toEqual(['part/1', 'part/2']);
    await isWhole();
  });

  it('that the log does not take fails the whole transaction: no change goes unaudited', async () => {
    const before = await service.query('SELECT count(*) FROM keys.changes');
    const bad = transactions().run(async (tx) => {
      await rows(tx, { sql: `INSERT INTO keys.changes (subject) VALUES ('unaudited')` });
      const by = { kind: 'system', workspaceId: 'ws00000000000000ff' } as const;
      await service.app.get(Journal).note(tx, { by, action: 'UPDATE', objectType: 'ROLE', objectIdentifier: 'bad' });
    });
    await expect(bad).rejects.toThrow(/violates foreign key/);
    expect(await service.query('SELECT count(*) FROM keys.changes')).toEqual(before);
  });
});

describe('the lock on the head', () => {
  it('is not held before the commit: whoever has noted something and waits for a row keeps nobody from committing', async () => {
    await service.asOwner('CREATE TABLE keys.doors AS SELECT 1 AS id; GRANT ALL ON keys.doors TO curfew_keys');
    const lockDoor = (tx: Transaction) => rows(tx, { sql: 'SELECT FROM keys.doors FOR UPDATE' });
    const waiting = `SELECT FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE 'SELECT FROM keys.doors%'`;
    const started: Promise<void>[] = [];
    await transactions().run(async (first) => {
      await lockDoor(first);
      started.push(
        transactions().run(async (tx) =>
          note(tx, 'lock/second')
            .then(() => lockDoor(tx))
            .then(() => undefined),
        ),
      );
      await until(async () => (await service.asOwner(waiting)) > 0, { what: 'the second waits for the door' });
      await note(first, 'lock/first');
    });
    await Promise.all(started);
    expect(await noted('lock/')).toEqual(['lock/first', 'lock/second']);
  });

  it('of one workspace does not make another wait', async () => {
    const stranger = await strangerTo(service);
    await transactions().run(async (tx) => {
      await note(tx, 'held');
      await rows(tx, { sql: 'SET CONSTRAINTS ALL IMMEDIATE' });
      await stranger.issue();
    });
    await isWhole();
  });
});

it('a hundred changes at once, by two nodes, are a chain without a gap, and each is in it once', async () => {
  const another = await service.another();
  const callerOf = (n: number) => (n % 2 === 0 ? service.as() : another.as(service.adminKey));
  const issued = await Promise.all(Array.from({ length: 100 }, (_, n) => callerOf(n).issue()));
  await another.app.close();
  const cids = issued.map(({ cid }) => cid);
  const entries = `SELECT object_identifier FROM keys.audit_entries WHERE object_identifier = ANY ($1) AND action = 'CREATE'`;
  expect(await service.query(entries, cids)).toHaveLength(100);
  await isWhole();
});
