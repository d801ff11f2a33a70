import { afterEach, describe, expect, it } from '@jest/globals';
import { Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { HealthModule, type ReadinessCheck } from './health.js';
import { MetricsModule } from './metrics.js';

let app: NestFastifyApplication;
afterEach(() => app.close());

@Module({})
class ChecksModule {}

const up = (name: string, required: boolean): ReadinessCheck => ({
  name,
  required,
  probe: () => Promise.resolve({ waiting: 3 }),
});
const down = (name: string, required: boolean, reason = new Error('connect ECONNREFUSED')): ReadinessCheck => ({
  name,
  required,
  probe: () => Promise.reject(reason),
});

/** What a process with these checks answers. */
async function answers(path: string, checks: readonly ReadinessCheck[]) {
  const { status, text } = await asked(path, checks);
  return { status, body: JSON.parse(text) as Record<string, unknown> };
}

async function asked(path: string, checks: readonly ReadinessCheck[]) {
  const CHECKS = Symbol('CHECKS');
  const imports = [{ module: ChecksModule, providers: [{ provide: CHECKS, useValue: checks }], exports: [CHECKS] }];
  const health = HealthModule.with({ imports, inject: [CHECKS], checks: (given: readonly ReadinessCheck[]) => given });
  const module = await Test.createTestingModule({ imports: [MetricsModule.forService('keys'), health] }).compile();
  app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
  await app.init();
  const answer = await app.inject(path);
  return { status: answer.statusCode, text: answer.body };
}

describe('GET /health/ready', () => {
  it('answers 200 with the figures when everything is there', async () => {
    const { status, body } = await answers('/health/ready', [up('database', true), up('redis', false)]);
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'ok', details: { database: { status: 'up', waiting: 3 }, redis: { status: 'up' } } });
  });

  it('answers 503 and the reason when what is required is down', async () => {
    const { status, body } = await answers('/health/ready', [down('database', true), up('redis', false)]);
    expect(status).toBe(503);
    expect(body).toMatchObject({ status: 'error', error: { database: { status: 'down', reason: 'connect ECONNREFUSED' } } });
    expect(body).toMatchObject({ details: { redis: { status: 'up' } } });
  });

  it('answers 200, degraded and why, when only what it wants is down', async () => {
    const { status, body } = await answers('/health/ready', [up('database', true), down('redis', false)]);
    expect(status).toBe(200);
    expect(body).toMatchObject({ details: { redis: { degraded: 'connect ECONNREFUSED' } } });
  });

  it.each([true, false])('shows no password in a reason (required: %s)', async (required) => {
    const reason = new Error('no answer from redis://:hunter2@redis:6379');
    const { body } = await answers('/health/ready', [down('redis', required, reason)]);
    expect(JSON.stringify(body)).toContain('redis://:[redacted]@redis:6379');
  });
});

describe('GET /health/live', () => {
  it('answers 200 whatever is down', async () => {
    expect(await answers('/health/live', [down('database', true)])).toEqual({ status: 200, body: { status: 'ok' } });
  });
});

describe('GET /metrics', () => {
  it('shows of each check whether it passes, whether or not it is required', async () => {
    const { text } = await asked('/metrics', [up('database', true), down('sweep', true), down('redis', false)]);
    const shown = [...text.matchAll(/^curfew_ready\{check="(\w+)",service="keys"\} (\d)$/gm)].map(([, check, value]) => [
      check,
      value,
    ]);
    expect(new Map(shown as [string, string][])).toEqual(
      new Map([
        ['database', '1'],
        ['sweep', '0'],
        ['redis', '0'],
      ]),
    );
  });
});
