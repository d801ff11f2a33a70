import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Chains the audit entries of each workspace by their hashes, in the database and at commit, whoever writes them. */
export class ChainAuditEntries1795514400004 implements MigrationInterface {
  readonly name = 'ChainAuditEntries1795514400004';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [INTAKE, COLUMNS, HASH, CHAIN_WHAT_IS_THERE, HEADS, CHAIN_AT_COMMIT, INDEXES, RIGHTS, COMMENTS])
      await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE keys.audit_intake, keys.audit_heads;
      DROP FUNCTION keys.chain_audit_entry();
      DROP FUNCTION keys.audit_hash(keys.audit_entries);
      DROP INDEX keys.audit_entries_by_object, keys.audit_entries_by_type, keys.audit_entries_by_credential,
        keys.audit_entries_by_email, keys.audit_entries_by_address;
      ALTER TABLE keys.audit_entries DROP COLUMN sequence, DROP COLUMN previous_hash, DROP COLUMN hash;
      GRANT INSERT ON keys.audit_entries TO curfew_keys`);
  }
}

// Unlogged: a row lives no longer than the transaction that wrote it, so a crash has nothing to lose here.
const INTAKE = `
  CREATE UNLOGGED TABLE keys.audit_intake (LIKE keys.audit_entries INCLUDING CONSTRAINTS INCLUDING IDENTITY, PRIMARY KEY (id))`;

const COLUMNS = `
  ALTER TABLE keys.audit_entries ADD COLUMN sequence bigint, ADD COLUMN previous_hash bytea, ADD COLUMN hash bytea`;

// Each field as a netstring (its length in bytes, a colon, itself, a comma) and null as a hyphen: nothing reads in two ways.
// apps/keys/src/audit-log/chain/entry-hash.ts computes the same without the database. An entry keeps the hash of its version.
const HASH = `
  CREATE FUNCTION keys.audit_hash(entry keys.audit_entries) RETURNS bytea STABLE LANGUAGE sql AS $$
    SELECT sha256(convert_to(
      string_agg(coalesce(octet_length(convert_to(field, 'UTF8')) || ':' || field, '-') || ',', '' ORDER BY place), 'UTF8'))
    FROM unnest(ARRAY[
      'curfew.audit.1', encode(entry.previous_hash, 'hex'), entry.workspace_id, entry.sequence::text, entry.id::text,
      entry.action, entry.object_type, entry.object_identifier, entry.actor_type, entry.actor_credential, entry.actor_email,
      entry.ip_address, entry.request_id, (extract(epoch FROM entry.at) * 1000000)::bigint::text
    ]) WITH ORDINALITY AS fields (field, place) $$`;

/** Before the first entry of a chain: no hash is this. */
const NOTHING = `decode(repeat('00', 32), 'hex')`;

const CHAIN_WHAT_IS_THERE = `
  ALTER TABLE keys.audit_entries DISABLE TRIGGER audit_entries_only_grow;
  DO $$ DECLARE entry keys.audit_entries; last keys.audit_entries; BEGIN
    FOR entry IN SELECT * FROM keys.audit_entries ORDER BY workspace_id, id LOOP
      IF last.workspace_id IS DISTINCT FROM entry.workspace_id THEN last.sequence := 0; last.hash := ${NOTHING}; END IF;
      entry.sequence := last.sequence + 1;
      entry.previous_hash := last.hash;
      entry.hash := keys.audit_hash(entry);
      UPDATE keys.audit_entries SET sequence = entry.sequence, previous_hash = entry.previous_hash, hash = entry.hash
        WHERE id = entry.id;
      last := entry;
    END LOOP;
  END $$;
  ALTER TABLE keys.audit_entries ENABLE TRIGGER audit_entries_only_grow;
  ALTER TABLE keys.audit_entries
    ALTER COLUMN sequence SET NOT NULL, ALTER COLUMN previous_hash SET NOT NULL, ALTER COLUMN hash SET NOT NULL,
    ADD CONSTRAINT audit_entries_have_a_place CHECK (sequence >= 1),
    ADD CONSTRAINT audit_entries_are_hashed CHECK (octet_length(previous_hash) = 32 AND octet_length(hash) = 32),
    ADD CONSTRAINT audit_entries_chain UNIQUE (workspace_id, sequence)`;

const HEADS = `
  CREATE TABLE keys.audit_heads (
    workspace_id text PRIMARY KEY REFERENCES keys.workspaces,
    sequence     bigint NOT NULL CHECK (sequence >= 0),
    hash         bytea NOT NULL CHECK (octet_length(hash) = 32)
  ) WITH (fillfactor = 50);
  INSERT INTO keys.audit_heads
    SELECT DISTINCT ON (workspace_id) workspace_id, sequence, hash FROM keys.audit_entries ORDER BY workspace_id, sequence DESC;
  CREATE TRIGGER audit_heads_stay BEFORE DELETE OR TRUNCATE ON keys.audit_heads
    FOR EACH STATEMENT EXECUTE FUNCTION keys.refuse_change()`;

// Deferred, so that the head is locked from COMMIT on only: transactions of a workspace are chained in the order in which they
// commit, and nobody who waits for a row waits for a head at the same time.
const CHAIN_AT_COMMIT = `
  CREATE FUNCTION keys.chain_audit_entry() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp AS $$
  DECLARE head keys.audit_heads; entry keys.audit_entries; BEGIN
    SELECT * INTO head FROM keys.audit_heads WHERE workspace_id = NEW.workspace_id FOR UPDATE;
    IF NOT FOUND THEN
      INSERT INTO keys.audit_heads VALUES (NEW.workspace_id, 0, ${NOTHING}) ON CONFLICT DO NOTHING;
      SELECT * INTO STRICT head FROM keys.audit_heads WHERE workspace_id = NEW.workspace_id FOR UPDATE;
    END IF;
    entry.id := nextval(pg_get_serial_sequence('keys.audit_entries', 'id'));
    entry.workspace_id := NEW.workspace_id;
    entry.action := NEW.action;
    entry.object_type := NEW.object_type;
    entry.object_identifier := NEW.object_identifier;
    entry.actor_type := NEW.actor_type;
    entry.actor_credential := NEW.actor_credential;
    entry.actor_email := NEW.actor_email;
    entry.ip_address := NEW.ip_address;
    entry.request_id := NEW.request_id;
    entry.at := NEW.at;
    entry.sequence := head.sequence + 1;
    entry.previous_hash := head.hash;
    entry.hash := keys.audit_hash(entry);
    INSERT INTO keys.audit_entries OVERRIDING SYSTEM VALUE VALUES (entry.*);
    UPDATE keys.audit_heads SET sequence = entry.sequence, hash = entry.hash WHERE workspace_id = NEW.workspace_id;
    DELETE FROM keys.audit_intake WHERE id = NEW.id;
    RETURN NULL;
  END $$;
  CREATE CONSTRAINT TRIGGER audit_intake_is_chained AFTER INSERT ON keys.audit_intake
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION keys.chain_audit_entry()`;

const INDEXES = `
  CREATE INDEX audit_entries_by_object ON keys.audit_entries (workspace_id, object_identifier, at DESC, id DESC);
  CREATE INDEX audit_entries_by_type ON keys.audit_entries (workspace_id, object_type, action, at DESC, id DESC);
  CREATE INDEX audit_entries_by_credential ON keys.audit_entries (workspace_id, actor_credential, at DESC, id DESC);
  CREATE INDEX audit_entries_by_email ON keys.audit_entries (workspace_id, lower(actor_email), at DESC, id DESC);
  CREATE INDEX audit_entries_by_address ON keys.audit_entries (workspace_id, ip_address, at DESC, id DESC)`;

const RIGHTS = `
  REVOKE INSERT ON keys.audit_entries FROM curfew_keys;
  REVOKE INSERT, UPDATE, DELETE ON keys.audit_heads FROM curfew_keys;
  REVOKE UPDATE, DELETE ON keys.audit_intake FROM curfew_keys`;

const COMMENTS = `
  COMMENT ON TABLE keys.audit_entries IS
    'Who did what, from where: a chain of hashes for each workspace. It only grows, at the commit of whoever writes keys.audit_intake;
     the service''s role may not write here, and a trigger stops everybody else. npm run audit:verify tells whether it is whole.';
  COMMENT ON COLUMN keys.audit_entries.sequence IS 'The place in the chain of its workspace, from 1 and without gaps.';
  COMMENT ON COLUMN keys.audit_entries.hash IS 'SHA-256 of all other columns, previous_hash among them; see keys.audit_hash.';
  COMMENT ON TABLE keys.audit_heads IS
    'The last entry of each workspace''s chain. Locked while a transaction that wrote to the audit log commits.';
  COMMENT ON TABLE keys.audit_intake IS
    'Where the service hands in audit entries. At commit each is moved to keys.audit_entries, so nobody ever sees a row here.'`;
