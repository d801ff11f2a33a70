import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/**
 * What the network does to every connection, those that are open and those to come.
 * `pass`: nothing. `hang`: no byte goes either way, and nobody is told. `reset`: connections are reset at once.
 * `drop-replies`: what the client sends arrives, what the server answers is lost.
 */
type Weather = 'pass' | 'hang' | 'reset' | 'drop-replies';

/** Stands between a client and the server on a local port, and is the network that fails. End it with `close()`. */
export async function startProxy({ to }: { readonly to: number }): Promise<FaultProxy> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  return new FaultProxy(server, to);
}

/** A network connection to one server, that fails as told. It begins by passing everything on. */
export class FaultProxy {
  /** Where clients connect instead, on 127.0.0.1. */
  readonly port: number;
  private weather: Weather = 'pass';
  private readonly connections = new Set<readonly [client: Socket, server: Socket]>();

  constructor(
    private readonly server: Server,
    private readonly to: number,
  ) {
    this.port = (server.address() as AddressInfo).port;
    server.on('connection', (client) => this.accept(client));
  }

  /** Lets everything through, also what was held up by `hang()`. */
  pass(): void {
    this.turn('pass');
  }

  /** Holds every byte up, both ways; connections stay open, new ones are accepted and as silent. */
  hang(): void {
    this.turn('hang');
  }

  /** Resets every connection, and each new one as soon as it is made. */
  reset(): void {
    this.turn('reset');
  }

  /**
   * Delivers what clients send and loses every answer: the work is done, and nobody learns of it. Connections that were open
   * meanwhile are reset when that ends.
   */
  dropReplies(): void {
    this.turn('drop-replies');
  }

  /** Cuts every connection and stops listening. */
  async close(): Promise<void> {
    this.turn('reset');
    this.server.close();
    await once(this.server, 'close');
  }

  private turn(weather: Weather): void {
    // No network goes on behind a byte that it lost: whoever waited for that answer would take the next one for it.
    const hasLost = this.weather === 'drop-replies' && weather !== 'drop-replies';
    if (hasLost) for (const pair of this.connections) for (const socket of pair) socket.resetAndDestroy();
    this.weather = weather;
    for (const pair of this.connections) this.suffer(pair);
  }

  private accept(client: Socket): void {
    const server = connect(this.to, '127.0.0.1');
    const pair = [client, server] as const;
    this.connections.add(pair);
    client.on('data', (chunk) => server.write(chunk));
    server.on('data', (chunk) => this.weather !== 'drop-replies' && client.write(chunk));
    for (const [one, other] of [pair, [server, client] as const]) {
      // The other side is told by the close that follows.
      one.on('error', () => undefined);
      one.on('end', () => other.end());
      one.on('close', () => {
        other.destroy();
        this.connections.delete(pair);
      });
    }
    this.suffer(pair);
  }

  private suffer(pair: readonly Socket[]): void {
    for (const socket of pair) {
      if (this.weather === 'reset') socket.resetAndDestroy();
      else if (this.weather === 'hang') socket.pause();
      else socket.resume();
    }
  }
}
