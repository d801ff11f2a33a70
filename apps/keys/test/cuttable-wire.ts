import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** A TCP connection to somewhere else that a test can cut and mend: the far end stays as it is. */
export class CuttableWire {
  private readonly sockets = new Set<Socket>();
  private isCut = false;

  private constructor(
    private readonly server: Server,
    private readonly far: URL,
  ) {
    server.on('connection', (near) => this.join(near));
  }

  /** Opens a wire to the host and port of this URL. */
  static async to(url: string): Promise<CuttableWire> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new CuttableWire(server, new URL(url));
  }

  /** The URL with this end of the wire in place of the far one. */
  get url(): string {
    const near = new URL(this.far);
    near.hostname = '127.0.0.1';
    near.port = String((this.server.address() as AddressInfo).port);
    return near.href;
  }

  /** Breaks every connection, and each new one at once. */
  cut(): void {
    this.isCut = true;
    for (const socket of this.sockets) socket.destroy();
  }

  mend(): void {
    this.isCut = false;
  }

  async close(): Promise<void> {
    this.cut();
    this.server.close();
    await once(this.server, 'close');
  }

  private join(near: Socket): void {
    if (this.isCut) return void near.destroy();
    const far = connect(Number(this.far.port), this.far.hostname);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.sockets.add(one);
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        this.sockets.delete(one);
        other.destroy();
      });
    }
  }
}
