import type { SendOutcome, Trace } from '../delivery-core/index.js';
import type { LostMessage } from './channel.js';

/** An email that is written already, to one recipient. */
export interface Letter {
  /** Names this letter to the provider for ever: its Message-ID is made of it, and a resend carries the same. */
  readonly id: string;
  readonly recipient: string;
  /** On one line. */
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Carries letters, with the promises that `Channel` makes of messages. */
export interface Postman {
  /** As `Channel.send`: one call, no retries, over within 20 s; `bodyBegins` is awaited at the last moment to stop it. */
  post(letter: Letter, bodyBegins: () => Promise<void>): Promise<SendOutcome>;
  /** As `Channel.look`. */
  look(lost: Pick<LostMessage, 'bodyBegun'>): Promise<Trace>;
  /** Breaks off what is under way. */
  close(): Promise<void>;
}

/** Injects the {@link Postman}, or `undefined` where no mail server is configured. Who injects it also closes it. */
export const POSTMAN = Symbol('POSTMAN');
