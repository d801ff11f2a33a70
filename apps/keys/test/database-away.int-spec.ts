import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { until } from '#libs/testing';
import { role } from './caller.js';
import { CuttableWire } from './cuttable-wire.js';
import { KeysService } from './keys-service.js';

let service: KeysService;
let wire: CuttableWire;

beforeAll(async () => {
  service = await KeysService.start();
  wire = await CuttableWire.to(service.databaseUrl);
  service = await service.restartedWith({ DATABASE_URL: wire.url });
});

afterAll(async () => {
  await service.stop();
  await wire.close();
});

it('while Postgres is away answers 503 in so many words, says it is not ready, and goes on by itself once it is back', async () => {
  wire.cut();
  const answers = await Promise.all(Array.from({ length: 20 }, () => service.as().list()));
  for (const answer of answers) {
    expect(answer).toMatchObject({
      status: 503,
      body: { message: 'Service Unavailable', type: 'UNCATEGORIZED', httpStatus: 503 },
    });
    expect(answer.text).not.toMatch(/postgres|ECONN|127\.0\.0\.1/i);
  }
  expect((await service.anonymous().send('/health/ready')).status).toBe(503);
  expect((await service.anonymous().send('/health/live')).status).toBe(200);
  expect((await service.anonymous().send('/metrics')).text).toContain('curfew_outbox_backlog_events{service="keys"} Nan');
  wire.mend();
  await until(async () => (await service.as().list()).status === 200, { what: 'the service answers again' });
  expect((await service.as().post({ name: 'n', roles: [role('USER')] })).status).toBe(200);
  expect((await service.anonymous().send('/health/ready')).status).toBe(200);
});

it('a transaction that is cut in the middle leaves neither row nor event', async () => {
  const traces = () =>
    service.query('SELECT (SELECT count(*) FROM keys.api_keys) AS keys, (SELECT count(*) FROM keys.outbox) AS events');
  const before = await traces();
  await service.asOwner(`CREATE FUNCTION keys.wait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(60); RETURN NEW; END $$;
    CREATE TRIGGER wait BEFORE INSERT ON keys.outbox FOR EACH ROW EXECUTE FUNCTION keys.wait()`);
  const issuing = service.as().post({ name: 'n', roles: [role('USER')] });
  const sleepers = `FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()`;
  await until(async () => (await service.asOwner(`SELECT 1 ${sleepers}`)) > 0, { what: 'the insert waits' });
  wire.cut();
  expect((await issuing).status).toBe(503);
  wire.mend();
  await service.asOwner(`SELECT pg_terminate_backend(pid) ${sleepers}`);
  await service.asOwner('DROP TRIGGER wait ON keys.outbox');
  await until(async () => JSON.stringify(await traces()) === JSON.stringify(before), { what: 'nothing is left of it' });
});
