import { once } from 'node:events';
import { createServer } from 'node:net';

/** A TCP port on 127.0.0.1 that nothing listened on a moment ago. */
export async function freePort(): Promise<number> {
  const port = await tryToListen(0, '127.0.0.1');
  if (typeof port === 'string') throw new Error(`There is no free port on 127.0.0.1 (${port}).`);
  return port;
}

/** Why nothing can listen on the port now, as the system's error code (`EADDRINUSE`, `EACCES`), or `undefined` if it can. */
export async function obstacle(port: number, host: string): Promise<string | undefined> {
  const answer = await tryToListen(port, host);
  return typeof answer === 'string' ? answer : undefined;
}

async function tryToListen(port: number, host: string): Promise<number | string> {
  const server = createServer();
  try {
    server.listen({ port, host, exclusive: true });
    await once(server, 'listening');
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
  const address = server.address();
  server.close();
  await once(server, 'close');
  return address !== null && typeof address === 'object' ? address.port : 'no address';
}
