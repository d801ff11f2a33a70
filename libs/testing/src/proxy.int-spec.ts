import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startProxy, until, type FaultProxy } from './index.js';

let server: Server;
let proxy: FaultProxy;
let received: string;
beforeEach(async () => {
  received = '';
  server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.setEncoding('utf8').on('data', (text: string) => {
      received += text;
      socket.write(text.toUpperCase());
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  proxy = await startProxy({ to: (server.address() as AddressInfo).port });
});
afterEach(async () => {
  await proxy.close();
  server.close();
});

/** A client whose answers and end are kept. */
function client() {
  const socket: Socket = connect(proxy.port, '127.0.0.1');
  const seen = { socket, answers: '', error: '' };
  socket.setEncoding('utf8').on('data', (text: string) => (seen.answers += text));
  socket.on('error', (error: NodeJS.ErrnoException) => (seen.error = error.code ?? ''));
  return seen;
}

describe('FaultProxy', () => {
  it('passes everything on, both ways', async () => {
    const one = client();
    one.socket.write('hello');
    await until(() => one.answers === 'HELLO', { what: 'the answer arrives' });
  });

  it('holds everything up while it hangs, and loses nothing of it', async () => {
    const one = client();
    one.socket.write('a');
    await until(() => one.answers === 'A', { what: 'the first answer arrives' });
    proxy.hang();
    one.socket.write('b');
    await expect(until(() => received.includes('b'), { what: 'it got through', withinMs: 150 })).rejects.toThrow(
      'it got through',
    );
    proxy.pass();
    await until(() => one.answers === 'AB', { what: 'the second answer arrives' });
  });

  it('resets connections, old and new', async () => {
    const old = client();
    old.socket.write('a');
    await until(() => old.answers === 'A', { what: 'the connection is open' });
    proxy.reset();
    await until(() => old.error === 'ECONNRESET', { what: 'the old connection is reset' });
    const young = client();
    await until(() => young.error === 'ECONNRESET', { what: 'the new connection is reset' });
  });

  it('delivers what is sent and loses the answer, and goes on with new connections only', async () => {
    const one = client();
    proxy.dropReplies();
    one.socket.write('done');
    await until(() => received === 'done', { what: 'it arrives at the server' });
    proxy.pass();
    await until(() => one.error === 'ECONNRESET', { what: 'a connection that has lost something is reset' });
    expect(one.answers).toBe('');
    const other = client();
    other.socket.write('!');
    await until(() => other.answers === '!', { what: 'a new connection is answered' });
  });
});
