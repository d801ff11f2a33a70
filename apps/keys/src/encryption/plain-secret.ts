import { inspect } from 'node:util';

const REDACTED = '[secret]';

/**
 * The value of a secret, in the clear. It exists between a request's body and its sealing, and between its opening and the one
 * answer that it is rendered into. Only {@link reveal} gives the text: logged, stringified or serialised by accident it shows
 * nothing, not even its length.
 */
export class PlainSecret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The text itself: for sealing, and for the answer it is rendered into. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [inspect.custom](): string {
    return REDACTED;
  }
}
