import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** What the server says at each step; a step that is absent goes well. `hang` says nothing, `drop` resets the connection. */
export type SmtpScript = Partial<Record<'greeting' | 'EHLO' | 'AUTH' | 'MAIL' | 'RCPT' | 'DATA' | 'dot', string>>;

const WELCOME: Required<SmtpScript> = {
  greeting: '220 scripted',
  EHLO: '250-scripted\r\n250 AUTH PLAIN',
  AUTH: '235 2.7.0 ok',
  MAIL: '250 2.1.0 ok',
  RCPT: '250 2.1.5 ok',
  DATA: '354 go on',
  dot: '250 2.0.0 queued as 42',
};

/** An SMTP server that says exactly what it is told, down to the byte, and remembers exactly what it was sent. */
export class ScriptedSmtp {
  /** Everything received before the answer to DATA, and after it. */
  commands = '';
  body = '';
  /** Resolves when the first client has hung up, after all it sent has been received. */
  readonly left: Promise<void>;
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private readonly replies: ReadonlyMap<string, string>;

  private constructor(private readonly script: Required<SmtpScript>) {
    this.replies = new Map(Object.entries({ ...script, QUIT: '221 2.0.0 bye' }));
    this.server = createServer((socket) => this.converse(socket));
    this.left = once(this.server, 'connection').then(async ([socket]: Socket[]) => {
      if (socket) await new Promise((resolve) => socket.once('close', resolve));
    });
  }

  /** Listens on a port of its own. */
  static async start(script: SmtpScript = {}): Promise<ScriptedSmtp> {
    const scripted = new ScriptedSmtp({ ...WELCOME, ...script });
    scripted.server.listen(0, '127.0.0.1');
    await once(scripted.server, 'listening');
    return scripted;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  private converse(socket: Socket): void {
    this.sockets.add(socket);
    let line = '';
    let inBody = false;
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      const text = chunk.toString('latin1');
      if (inBody) {
        this.body += text;
        if (this.body.endsWith('\r\n.\r\n')) this.say(socket, this.script.dot);
        return;
      }
      this.commands += text;
      line += text;
      if (!line.endsWith('\r\n')) return;
      const verb = line.slice(0, 4).toUpperCase();
      line = '';
      inBody = verb === 'DATA';
      this.say(socket, this.replies.get(verb) ?? '502 5.5.1 not implemented');
    });
    this.say(socket, this.script.greeting);
  }

  private say(socket: Socket, reply: string): void {
    if (reply === 'drop') socket.resetAndDestroy();
    else if (reply !== 'hang') socket.write(`${reply}\r\n`);
  }
}
