import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '#libs/testing';
import { fastifyServer } from '../src/http/index.js';
import { KeysService } from './keys-service.js';

let service: KeysService;
let port: number;

beforeAll(async () => {
  service = await KeysService.start();
  port = await service.listen();
});

afterAll(() => service.stop());

describe('a client that goes away in the middle of its body', () => {
  it('is no failure of the service: no error in the log, no 5xx in the figures', async () => {
    const arrival = once(service.app.getHttpServer(), 'request') as Promise<[IncomingMessage]>;
    const socket = connect(port, '127.0.0.1');
    const headers = `Host: x\r\nAuthorization: Bearer ${service.adminKey}\r\nContent-Type: application/json\r\nX-Request-Id: gone`;
    socket.write(`POST /api/v1/auth/key HTTP/1.1\r\n${headers}\r\nContent-Length: 99\r\n\r\n{"name":`);
    const [request] = await arrival;
    await until(() => request.listenerCount('data') > 0, { what: 'the body is being read' });
    socket.destroy();
    let logged = '';
    await until(() => (logged += service.logged()).includes('"requestId":"gone"'), { what: 'the request is logged' });
    expect(logged).not.toContain('"level":50');
    expect((await service.anonymous().send('/metrics')).text).not.toMatch(/status="5/);
  });
});

describe('a client that sends for ever', () => {
  it.each([
    ['headers', 'GET / HTTP/1.1\r\nHost: x\r\nX-Slow: '],
    ['a body', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{'],
    ['nothing', ''],
  ])('%s is told 408 and cut off', async (_, start) => {
    const server = fastifyServer({ headersMs: 50, requestMs: 100, checkedEveryMs: 10 });
    const address = await server.getInstance().listen({ port: 0, host: '127.0.0.1' });
    const socket = connect(Number(new URL(address).port), '127.0.0.1');
    socket.write(start);
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 408 .*"httpStatus":408/s);
    await server.close();
  });
});
