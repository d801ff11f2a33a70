import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { KeysService } from './keys-service.js';

let service: KeysService;

beforeAll(async () => {
  service = await KeysService.start();
});

afterAll(() => service.stop());

it('counts requests by method, route pattern and status, and never by the path that was asked for', async () => {
  await service.as().get('ak0000000000000001');
  await service.as().get('ak0000000000000002');
  await service.as().send('/api/made-up');
  await service.anonymous().list();
  const { text } = await service.anonymous().send('/metrics');
  const count = (labels: string) => `curfew_http_request_duration_seconds_count{service="keys",${labels}}`;
  expect(text).toContain(`${count('method="GET",route="/api/v1/auth/key/:cid",status="404"')} 2`);
  expect(text).toContain(`${count('method="GET",route="/api/v1/auth/key",status="401"')} 1`);
  expect(text).toContain(`${count('method="GET",route="none",status="404"')} 1`);
  expect(text).not.toMatch(/made-up|ak00000/);
});

it('shows the backlog of the outbox, and no HELP twice', async () => {
  const { text } = await service.anonymous().send('/metrics');
  expect(text).toMatch(/^curfew_outbox_backlog_events\{service="keys"\} \d+$/m);
  expect(text).toMatch(/^curfew_outbox_oldest_seconds\{service="keys"\} [\d.]+$/m);
  const names = text.match(/^# HELP \S+/gm) ?? [];
  expect(new Set(names).size).toBe(names.length);
});

it('shows each bucket of the rate limits before it has refused anybody, so that the first is an increase', async () => {
  const { text } = await service.anonymous().send('/metrics');
  for (const bucket of ['credential', 'verify', 'address', 'invitations'])
    expect(text).toContain(`curfew_rate_limited_requests_total{bucket="${bucket}",service="keys"} 0`);
});

it('shows that it has its database and Redis', async () => {
  const { text } = await service.anonymous().send('/metrics');
  expect(text).toContain('curfew_ready{check="database",service="keys"} 1');
  expect(text).toContain('curfew_ready{check="redis",service="keys"} 1');
});
