import type { SendOutcome, Trace } from '../../delivery-core/index.js';
import type { Channel, LostMessage, OutgoingMessage } from '../channel.js';
import type { Letter, Postman } from '../letter.js';
import { reasonsWithout } from '../reasons.js';
import { classifySmtp } from './classify-smtp.js';
import { composeLetter, letterOf } from './compose-email.js';
import type { MailServer } from './mail-server.js';
import { SmtpSession } from './smtp-session.js';

/** Email over SMTP: a connection of its own for each mail, one recipient per mail, no pool and no retries. */
export class EmailChannel implements Channel, Postman {
  readonly name = 'EMAIL';
  readonly senders = 4;
  readonly gapMs = 0;
  readonly canBeAsked = false;
  readonly dropsRepeats = false;
  private readonly sessions = new Set<SmtpSession>();
  private readonly reasonFor: (said: string) => string;

  constructor(
    private readonly server: MailServer,
    readonly perMinute?: number,
  ) {
    const { user = '', pass = '' } = server.login ?? {};
    this.reasonFor = reasonsWithout([pass, `\0${user}\0${pass}`]);
  }

  send(message: OutgoingMessage, bodyBegins: () => Promise<void>): Promise<SendOutcome> {
    return this.post(letterOf(message), bodyBegins);
  }

  async post(letter: Letter, bodyBegins: () => Promise<void>): Promise<SendOutcome> {
    const { sender } = this.server;
    const source = await composeLetter(letter, sender);
    const session = new SmtpSession(this.server);
    this.sessions.add(session);
    try {
      const reply = await session.deliver({ from: sender.address, to: letter.recipient, source }, bodyBegins);
      return { kind: 'accepted', providerRef: this.reasonFor(reply) };
    } catch (error) {
      return classifySmtp({ error, bodyBegun: session.bodyBegun, reasonFor: this.reasonFor });
    } finally {
      this.sessions.delete(session);
    }
  }

  /** Nobody can be asked. But a mail whose body never began to go out was certainly not accepted. */
  look({ bodyBegun }: Pick<LostMessage, 'bodyBegun'>): Promise<Trace> {
    return Promise.resolve(bodyBegun ? 'unknown' : 'absent');
  }

  /** Breaks off what is under way. */
  close(): Promise<void> {
    for (const session of this.sessions) session.abort('Curfew is shutting down.');
    return Promise.resolve();
  }
}
