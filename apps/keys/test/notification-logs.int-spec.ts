import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NotificationLogs, Permission } from '#libs/contracts';
import { until } from '#libs/testing';
import type { NotificationLogPage } from '../src/notification-logs/index.js';
import type { Caller, ErrorBody } from './caller.js';
import { KeysService } from './keys-service.js';
import { holderOf, strangerTo } from './people.js';
import { StandInScheduler } from './stand-in-scheduler.js';

let service: KeysService;
let scheduler: StandInScheduler;

beforeAll(async () => {
  service = await KeysService.start();
  scheduler = await StandInScheduler.start(service.redis.url);
  await until(async () => (await logs(service.as())).status === 200, { what: 'the bus is answered' });
});

afterAll(() => service.stop());

const LOGS = '/api/v1/notifications/logs';

const logs = <Body = NotificationLogPage>(by: Caller, query = '') => by.send<Body>(LOGS + query);

const delivered: NotificationLogs['logs'][number] = {
  id: 'de000000000000002a',
  runId: 'dl9f5082b1d374e6ca',
  type: 'TOKEN_EXPIRES_IN_N_DAYS',
  medium: 'EMAIL',
  recipientType: 'USER',
  status: 'DELIVERED',
  dateCreated: '2027-03-24T08:00:00.000Z',
  dateDelivered: '2027-03-24T08:00:01.000Z',
  recipientEmail: 'ada@example.com',
};

/** What the scheduler was asked for by this query. */
async function askedBy(query: string): Promise<object | undefined> {
  scheduler.asked();
  expect((await logs(service.as(), query)).status).toBe(200);
  return scheduler.asked()[0];
}

describe('GET /api/v1/notifications/logs', () => {
  it('is the envelope and one array, its rows as the scheduler has them', async () => {
    scheduler.logs({ total: 501, logs: [delivered] });
    const { body } = await logs(service.as());
    expect(body).toEqual({ page: 0, total: 501, totalPages: 3, logs: [delivered] });
    expect((await logs(service.as(), '?page=2&pageSize=100')).body).toMatchObject({ page: 2, totalPages: 6 });
  });

  it('asks for the first page of everything, newest first, of the caller’s workspace', async () => {
    const asked = await askedBy('?nobody=knows');
    expect(asked).toEqual({ workspaceId: expect.stringMatching(/^ws/), page: 0, pageSize: 250, orderBy: 'DATE_CREATED_DESC' });
    scheduler.asked();
    await logs(await strangerTo(service));
    expect(scheduler.asked()).toEqual([{ ...asked, workspaceId: 'ws0000000000000002' }]);
  });

  it.each([
    ['statuses=FAILED', { statuses: ['FAILED'] }],
    ['statuses=%20READY,,FAILED,READY', { statuses: ['READY', 'FAILED'] }],
    ['mediums=EMAIL,SLACK', { mediums: ['EMAIL', 'SLACK'] }],
    ['recipientEmails=Ada@example.com,ops%2Bkeys@example.com', { recipientEmails: ['Ada@example.com', 'ops+keys@example.com'] }],
    ['recipientChannels=%23api-keys,C012AB3CD,plain', { recipientChannels: ['#api-keys', 'C012AB3CD', 'plain'] }],
    ['fromDate=2027-03-24T09:00:00%2B01:00', { fromDate: '2027-03-24T08:00:00.000Z' }],
    ['fromDate=2027-03-24T08:00', { fromDate: '2027-03-24T08:00:00.000Z' }],
    ['fromDate=2027-03-24&untilDate=2027-03-24', { fromDate: '2027-03-24T00:00:00.000Z', untilDate: '2027-03-24T23:59:59.999Z' }],
    ['orderBy=DATE_CREATED_ASC&page=3&pageSize=7', { orderBy: 'DATE_CREATED_ASC', page: 3, pageSize: 7 }],
    ['statuses=&mediums=&recipientEmails=,&recipientChannels=&fromDate=&untilDate=&orderBy=', {}],
  ])('?%s', async (query, asked) => {
    const usual = { workspaceId: expect.any(String), page: 0, pageSize: 250, orderBy: 'DATE_CREATED_DESC' };
    expect(await askedBy(`?${query}`)).toEqual({ ...usual, ...asked });
  });

  it.each([
    ['statuses', 'SENT'],
    ['statuses', 'failed'],
    ['statuses', 'FAILED,SENT'],
    ['mediums', 'PIGEON'],
    ['recipientEmails', 'ada'],
    ['recipientEmails', 'ada@example.com,%00@'],
    ['recipientChannels', '%23a%0Ab'],
    ['fromDate', 'yesterday'],
    ['fromDate', '2027-02-30'],
    ['untilDate', '9999-12-31T23:59:59-14:00'],
    ['untilDate', '2027-03-24T25:00:00Z'],
    ['orderBy', 'DATE_DELIVERED_ASC'],
    ['page', '-1'],
    ['pageSize', '0'],
    ['pageSize', '1001'],
    ['statuses', 'FAILED&statuses=READY'],
  ])('refuses %s=%s, naming it, and asks nobody', async (parameter, value) => {
    scheduler.asked();
    const answer = await logs<ErrorBody>(service.as(), `?${parameter}=${value}`);
    expect([answer.status, answer.body]).toEqual([400, expect.objectContaining({ type: 'BAD_REQUEST' })]);
    expect(answer.body.details).toMatch(new RegExp(`^${parameter}: `));
    expect(scheduler.asked()).toEqual([]);
  });

  it('is for those who may view notification logs, and for nobody else', async () => {
    const holds = async (...held: Permission[]) => (await logs((await holderOf(service, held)).caller)).status;
    scheduler.asked();
    expect(await holds('View audit logs', 'Edit API keys', 'Manage users')).toBe(403);
    expect((await logs(service.anonymous())).status).toBe(401);
    expect(scheduler.asked()).toEqual([]);
    expect(await holds('View notification logs')).toBe(200);
  });

  it('is 503 in a clear sentence while no scheduler answers, and works again when one does', async () => {
    await scheduler.stop();
    expect(await logs<ErrorBody>(service.as())).toMatchObject({
      status: 503,
      body: { details: 'The scheduler, which keeps the notification log, did not answer. Try again soon.' },
    });
    scheduler = await StandInScheduler.start(service.redis.url);
    await until(async () => (await logs(service.as())).status === 200, { what: 'the log is back' });
    await scheduler.stop();
  });
});
