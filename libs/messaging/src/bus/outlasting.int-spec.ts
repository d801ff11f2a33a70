import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startRedis, until, type TestRedis } from '#libs/testing';

/**
 * Asks and answers on the bus, as built, in a process of its own: a promise that Nest lets go of and that fails would end it.
 * The answer to `reminders.next` never comes. Each line of its input is a question.
 */
const SCRIPT = `
  import 'reflect-metadata';
  import { createInterface } from 'node:readline';
  import { Controller } from '@nestjs/common';
  import { NestFactory } from '@nestjs/core';
  import { MessagePattern } from '@nestjs/microservices';
  import { Bus, busTransport } from '#libs/messaging';

  const env = { REDIS_URL: process.argv[1] };
  class Oracle {
    get() { return null; }
    next() { console.log('asked'); return new Promise(() => undefined); }
  }
  for (const [method, pattern] of [['get', 'keys.get'], ['next', 'reminders.next']])
    MessagePattern(pattern)(Oracle.prototype, method, Object.getOwnPropertyDescriptor(Oracle.prototype, method));
  Controller()(Oracle);
  const app = await NestFactory.createMicroservice({ module: class {}, controllers: [Oracle] }, busTransport(env));
  await app.listen();
  const bus = new Bus(env);
  const questions = { get: ['keys.get', { workspaceId: 'w', cid: 'c' }], next: ['reminders.next', { cids: [] }] };
  const input = createInterface({ input: process.stdin });
  input.on('line', (name) => bus.ask(...questions[name]).then(() => console.log('answered'), () => console.log('silence')));
  input.on('close', () => Promise.all([bus.close(), app.close()]));
`;

let redis: TestRedis;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.stop());

function start() {
  const child = spawn(process.execPath, ['--input-type=module', '-e', SCRIPT, redis.url]);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const count = (word: string) => output.split(word).length - 1;
  return {
    exited: once(child, 'exit'),
    end: () => child.stdin.end(),
    count,
    /** Asks until something comes of it that has not come before. */
    hears: (outcome: string, { of }: { readonly of: string }) => {
      const before = count(outcome);
      const probe = () => (child.stdin.write(`${of}\n`), count(outcome) > before);
      return until(probe, { what: `${outcome}; it wrote ${output}`, withinMs: 20_000 });
    },
  };
}

it('a process with questions in hand outlives a Redis that goes away, and asks again when it is back', async () => {
  const asker = start();
  await asker.hears('answered', { of: 'get' });
  await asker.hears('asked', { of: 'next' });
  await redis.kill();
  await asker.hears('silence', { of: 'get' });
  // After twenty attempts ioredis gives up what it could not send; there are four connections.
  await until(() => asker.count('ECONNREFUSED') > 4 * 22, { what: 'everything in hand was given up', withinMs: 30_000 });
  await redis.restart();
  await asker.hears('answered', { of: 'get' });
  asker.end();
  expect(await asker.exited).toEqual([0, null]);
});

it('a process that closes with questions in hand ends in order', async () => {
  const asker = start();
  await asker.hears('answered', { of: 'get' });
  await asker.hears('asked', { of: 'next' });
  asker.end();
  expect(await asker.exited).toEqual([0, null]);
});
