import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { KeysService } from './keys-service.js';

let service: KeysService;

beforeAll(async () => {
  service = await KeysService.start();
});

afterAll(() => service.stop());

it('readiness answers in time for who asks, and 200, while Redis neither answers nor refuses', async () => {
  service.redis.freeze();
  const started = performance.now();
  const answer = await service.anonymous().send('/health/ready');
  expect(answer).toMatchObject({ status: 200, body: { details: { redis: { degraded: expect.stringContaining('2 s') } } } });
  expect(performance.now() - started).toBeLessThan(4_000);
});
