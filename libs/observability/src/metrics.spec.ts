import { afterEach, describe, expect, it } from '@jest/globals';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { Counter } from 'prom-client';
import { showFigures } from './figures.js';
import { Metrics, MetricsModule } from './metrics.js';

let app: NestFastifyApplication;
afterEach(() => app.close());

/** A process with metrics, and what it answers when asked for them. */
async function setup() {
  const module = await Test.createTestingModule({ imports: [MetricsModule.forService('keys')] }).compile();
  app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
  await app.init();
  return { metrics: app.get(Metrics), scrape: () => app.inject('/metrics') };
}

describe('GET /metrics', () => {
  it('answers in the text format of Prometheus, with the service on every line', async () => {
    const { metrics, scrape } = await setup();
    new Counter({ name: 'doors_opened_total', help: 'Doors that were opened.', registers: [metrics] }).inc(2);
    const { statusCode, headers, body } = await scrape();
    expect([statusCode, headers['content-type']]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
    expect(body).toContain('doors_opened_total{service="keys"} 2');
    expect(body).toContain('process_cpu_user_seconds_total{service="keys"}');
  });

  it('reads figures once for all the gauges that show them, anew each time', async () => {
    const { metrics, scrape } = await setup();
    let read = 0;
    const figures = () => Promise.resolve({ waiting: (read += 1), oldest: null });
    showFigures(metrics, figures, [
      { name: 'waiting_events', help: 'How many wait.', pick: ({ waiting }) => waiting },
      { name: 'waiting_again_events', help: 'The same.', pick: ({ waiting }) => waiting },
      { name: 'oldest_seconds', help: 'None yet.', pick: ({ oldest }) => oldest },
    ]);
    expect((await scrape()).body).toMatch(/waiting_events\S* 1\n[^]*waiting_again_events\S* 1\n[^]*oldest_seconds\S* Nan/);
    expect((await scrape()).body).toMatch(/waiting_events\S* 2\n[^]*waiting_again_events\S* 2\n/);
  });

  it('shows the rest when figures can not be read', async () => {
    const { metrics, scrape } = await setup();
    const failing = () => Promise.reject(new Error('the database is away'));
    showFigures(metrics, failing, [{ name: 'waiting_events', help: 'How many wait.', pick: () => 1 }]);
    const { statusCode, body } = await scrape();
    expect(statusCode).toBe(200);
    expect(body).toMatch(/waiting_events\S* Nan/);
    expect(body).toContain('process_cpu_user_seconds_total');
  });
});
