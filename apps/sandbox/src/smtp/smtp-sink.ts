import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import type { Clock } from '#libs/kernel';
import type { Faults } from '../faults/index.js';
import type { MessageIds, MessageStore } from '../messages/index.js';
import { readEmail } from './read-email.js';
import { smtpConversation } from './smtp-conversation.js';
import { Sockets } from './sockets.js';

/** The biggest email taken, in bytes; a bigger one is answered 552. */
const BIGGEST_EMAIL = 10 * 1024 * 1024;

/** What the SMTP server is made of. */
export interface SmtpSinkParts {
  readonly messages: MessageStore;
  readonly faults: Faults;
  readonly clock: Clock;
  readonly nextId: MessageIds;
}

/**
 * An SMTP server that delivers nothing: it takes every email, any login and any recipient, and keeps it in the store from
 * the moment of its final dot. Plain text only, no STARTTLS.
 */
export class SmtpSink {
  private readonly server: SMTPServer;
  private readonly sockets: Sockets;

  constructor(private readonly parts: SmtpSinkParts) {
    this.server = new SMTPServer({
      name: 'sandbox.localhost',
      banner: 'Curfew sandbox, delivers nothing',
      disabledCommands: ['STARTTLS'],
      authOptional: true,
      allowInsecureAuth: true,
      disableReverseLookup: true,
      size: BIGGEST_EMAIL,
      rejectOversized: true,
      ...smtpConversation({
        faults: parts.faults,
        sockets: () => this.sockets,
        accept: (source, recipients) => this.accept(source, recipients),
      }),
    });
    this.sockets = new Sockets(this.server.server);
    // Clients come and go as they like, and the faults here make them: a broken connection is nothing to report.
    this.server.on('error', () => undefined);
  }

  /** Listens and answers with the port, which the system chooses when given 0; rejects if it can't listen. */
  async listen(port: number, host: string): Promise<number> {
    this.server.listen(port, host);
    await once(this.server.server, 'listening');
    return (this.server.server.address() as AddressInfo).port;
  }

  /** Stops listening and drops every connection, finished or not. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(resolve));
    this.sockets.dropAll();
    await closed;
  }

  private async accept(source: Buffer, recipients: readonly string[]): Promise<string> {
    const receivedAt = this.parts.clock.now().toISOString();
    const message = await readEmail(source, { id: this.parts.nextId(), receivedAt, recipients });
    this.parts.messages.put(message);
    return message.id;
  }
}
