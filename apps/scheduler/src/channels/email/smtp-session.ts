import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { MailServer } from './mail-server.js';

/** One mail on its way: the envelope and the finished source. */
export interface Mail {
  readonly from: string;
  readonly to: string;
  readonly source: Buffer;
}

type Done<T> = (error?: Error | null, result?: T) => void;

/**
 * One connection to the mail server that carries one mail. nodemailer's transport would build the mail and send it in one
 * go; its connection, used here, shows the moment in between: the body is a stream that it first reads when the server has
 * answered 354 to DATA.
 */
export class SmtpSession {
  /** Whether any of the body may have gone out. Before that the server can't have accepted the mail. */
  bodyBegun = false;
  private readonly connection: SMTPConnection;
  private readonly broken: Promise<never>;
  private breakOff: (error: Error) => void = () => undefined;

  constructor(private readonly server: MailServer) {
    const { connectMs, silenceMs } = server.patience;
    this.connection = new SMTPConnection({
      ...server.connection,
      logger: false,
      debug: false,
      transactionLog: false,
      connectionTimeout: connectMs,
      greetingTimeout: connectMs,
      dnsTimeout: connectMs,
      socketTimeout: silenceMs,
      socketCloseTimeout: 0,
    });
    this.broken = new Promise((_resolve, reject) => (this.breakOff = reject));
    // Nobody may be waiting any more when the connection breaks.
    this.broken.catch(() => undefined);
    this.connection.on('error', this.breakOff);
    this.connection.once('end', () => this.breakOff(new Error('The connection ended.')));
  }

  /** Sends the mail and resolves with the server's last reply; rejects with what went wrong, at the latest after `wholeMs`. */
  async deliver({ from, to, source }: Mail, bodyBegins: () => Promise<void>): Promise<string> {
    const { connection } = this;
    const { login, patience } = this.server;
    const timer = setTimeout(() => this.abort(`Not done within ${patience.wholeMs} ms.`), patience.wholeMs);
    try {
      await this.step<undefined>((done) => connection.connect(done));
      if (login && connection.allowsAuth) await this.step<boolean>((done) => connection.login(login, done));
      const body = Readable.from(this.bodyOf(source, bodyBegins), { objectMode: false });
      const sent = await this.step<{ response: string }>((done) => connection.send({ from, to: [to] }, body, done));
      connection.quit();
      return sent?.response ?? '';
    } catch (error) {
      connection.close();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Destroys the connection; what was under way fails. */
  abort(why: string): void {
    this.breakOff(new Error(why));
    this.connection.close();
  }

  private async *bodyOf(source: Buffer, bodyBegins: () => Promise<void>): AsyncGenerator<Buffer> {
    await bodyBegins();
    this.bodyBegun = true;
    yield source;
  }

  private step<T>(start: (done: Done<T>) => void): Promise<T | undefined> {
    const answer = new Promise<T | undefined>((resolve, reject) => {
      start((error, result) => (error ? reject(error) : resolve(result)));
    });
    return Promise.race([answer, this.broken]);
  }
}
