import type { Server, Socket } from 'node:net';

/** The client's end of a connection, as both the socket and the SMTP session name it. */
interface Peer {
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
}

/** The open connections of a server, found by their client: what it takes to hang or drop one that a library holds. */
export class Sockets {
  private readonly byPeer = new Map<string, Socket>();

  constructor(server: Server) {
    server.on('connection', (socket) => {
      const peer = nameOf(socket);
      this.byPeer.set(peer, socket);
      socket.once('close', () => this.byPeer.delete(peer));
    });
  }

  /** Ends the connection at once; nothing more is written. */
  drop(peer: Peer): void {
    this.byPeer.get(nameOf(peer))?.destroy();
  }

  /** Keeps the connection open and silent until the client leaves or the server closes: what is written stays corked. */
  silence(peer: Peer): void {
    this.byPeer.get(nameOf(peer))?.setTimeout(0).cork();
  }

  dropAll(): void {
    for (const socket of this.byPeer.values()) socket.destroy();
  }
}

function nameOf({ remoteAddress = '', remotePort = 0 }: Peer): string {
  return `${remoteAddress.replace(/^::ffff:/i, '')} ${remotePort}`;
}
