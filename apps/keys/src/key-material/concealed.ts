import { inspect } from 'node:util';

/**
 * A text that opens something. Only {@link reveal} gives it: logged, stringified or serialised by accident it shows what stands
 * for it, and nothing of itself, not even its length.
 */
export abstract class Concealed {
  readonly #text: string;
  readonly #shown: string;

  protected constructor(text: string, shown: string) {
    this.#text = text;
    this.#shown = shown;
  }

  /** The text itself: for the one place it is meant for. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return this.#shown;
  }

  toJSON(): string {
    return this.#shown;
  }

  [inspect.custom](): string {
    return this.#shown;
  }
}
