import { Concealed } from '../key-material/index.js';

/**
 * The value of a secret, in the clear. It exists between a request's body and its sealing, and between its opening and the one
 * answer that it is rendered into. Only {@link reveal} gives the text: logged, stringified or serialised by accident it shows
 * nothing, not even its length.
 */
export class PlainSecret extends Concealed {
  constructor(text: string) {
    super(text, '[secret]');
  }
}
