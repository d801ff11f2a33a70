import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import { fastifyServer } from '../src/http/index.js';

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
