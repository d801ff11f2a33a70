import type { SMTPServerDataStream, SMTPServerOptions, SMTPServerSession } from 'smtp-server';
import type { EmailFault, EmailStage, Faults } from '../faults/index.js';
import type { Sockets } from './sockets.js';

type Done = (error?: Error | null) => void;

/** What a conversation needs of the server it is held with. */
export interface Surroundings {
  readonly faults: Faults;
  readonly sockets: () => Sockets;
  /** Records a message that was received completely and answers with its id. */
  readonly accept: (source: Buffer, recipients: readonly string[]) => Promise<string>;
}

/**
 * The handlers of one SMTP conversation, stage by stage: greeting, auth, mail, rcpt, data, dot. At each the armed fault may
 * refuse, stay silent or drop the connection; without one everything is welcome, any login and any recipient.
 */
export function smtpConversation({ faults, sockets, accept }: Surroundings): SMTPServerOptions {
  /** Does what the stage's fault says, or goes on. */
  const at = (stage: EmailStage, session: SMTPServerSession, done: Done) => {
    const fault = faults.takeEmail(stage, { authenticated: Boolean(session.user) });
    if (!fault) done();
    else misbehave(fault, { session, done, sockets: sockets() });
  };
  const onDot = async (source: Buffer, session: SMTPServerSession): Promise<EmailFault | string> => {
    const fault = faults.takeEmail('dot');
    if (fault?.fault === 'reply' || fault?.fault === 'dropBefore') return fault;
    const id = await accept(source, recipientsOf(session));
    return fault ?? id;
  };
  return {
    onConnect: (session, done) => at('greeting', session, done),
    onAuth: ({ username }, session, done) => at('auth', session, (error) => done(error, { user: username ?? 'anyone' })),
    onMailFrom: (_address, session, done) => at('mail', session, done),
    onRcptTo: (_address, session, done) => at('rcpt', session, done),
    onData: (stream, session, done) => {
      at('data', session, () => undefined);
      whenComplete(
        stream,
        async (source) => {
          const outcome = await onDot(source, session);
          if (typeof outcome === 'string') done(null, `2.6.0 Accepted as ${outcome}`);
          else misbehave(outcome, { session, done, sockets: sockets() });
        },
        done,
      );
    },
  };
}

function misbehave(
  fault: EmailFault,
  { session, done, sockets }: { readonly session: SMTPServerSession; readonly done: Done; readonly sockets: Sockets },
): void {
  if (fault.fault === 'reply') done(Object.assign(new Error(fault.text), { responseCode: fault.code }));
  else if (fault.fault === 'hang') sockets.silence(session);
  else sockets.drop(session);
}

/** Collects a message until its final dot. A client that leaves before has sent no message. */
function whenComplete(stream: SMTPServerDataStream, then: (source: Buffer) => Promise<void>, done: Done): void {
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  stream.on('error', () => undefined);
  stream.on('end', () => {
    if (stream.sizeExceeded) done();
    else then(Buffer.concat(chunks)).catch(done);
  });
}

function recipientsOf({ envelope }: SMTPServerSession): string[] {
  return envelope.rcptTo.map(({ address }) => address);
}
