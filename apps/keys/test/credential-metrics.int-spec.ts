import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { KeysService } from './keys-service.js';

let service: KeysService;

beforeAll(async () => {
  service = await KeysService.start();
});

afterAll(() => service.stop());

const DAY_MS = 24 * 60 * 60 * 1_000;

/** What a scrape shows once the figures of the one before are no longer good. */
async function scraped(): Promise<string> {
  service.clock.moveAhead(11_000);
  return (await service.anonymous().send('/metrics')).text;
}

const counted = (status: string) => `curfew_credentials{kind="API_KEY",status="${status}",service="keys"}`;

it('counts credentials by how they stand', async () => {
  // The admin's own never ends.
  expect(await scraped()).toContain(`${counted('ACTIVE')} 1\n`);
  const expirationDate = new Date(service.clock.now().getTime() + 2 * DAY_MS).toISOString();
  await service.as().issue({ expirationDate });
  expect(await scraped()).toContain(`${counted('EXPIRING')} 1\n`);
  service.clock.moveAhead(3 * DAY_MS);
  expect(await scraped()).toContain(`${counted('EXPIRED')} 1\n`);
  expect(await scraped()).not.toContain(counted('EXPIRING'));
});

it('says when a credential ends, until it has ended or is revoked, and nothing of its name', async () => {
  const expirationDate = new Date(service.clock.now().getTime() + 2 * DAY_MS).toISOString();
  const { cid } = await service.as().issue({ name: 'nobody-elses-business', expirationDate });
  const shown = `curfew_credential_expires_timestamp_seconds{kind="API_KEY",cid="${cid}",service="keys"}`;
  const text = await scraped();
  expect(text).toContain(`${shown} ${String(Date.parse(expirationDate) / 1_000)}\n`);
  expect(text).not.toContain('nobody-elses-business');
  await service.as().delete(cid);
  expect(await scraped()).not.toContain(cid);
});
