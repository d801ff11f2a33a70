import { objecting, text } from '../../credentials/index.js';
import { PlainSecret } from '../../encryption/index.js';
import { objectionToTag } from '../domain/secret-tag.js';

/** How many characters (UTF-16 code units) a value may have: a chain of certificates with its key fits many times over. */
const MOST_CHARACTERS = 65_536;

/** Half of a surrogate pair is no text: what is stored would not be what was sent. */
const LONE_SURROGATE = /\p{Cs}/u;

/** The value of a secret, to the character: no blank around it is dropped. From here on it shows nothing by accident. */
export const valueField = text
  .check(objecting(objectionToValue))
  .transform((value) => new PlainSecret(value))
  .meta({
    description: 'The value. It is never shown again; only templates are filled in with it.',
    minLength: 1,
    maxLength: MOST_CHARACTERS,
    format: 'password',
    example: 'correct horse battery staple',
  });

/** By what configuration refers to a secret. */
export const tagField = text.check(objecting(objectionToTag)).meta({
  description:
    'By what configuration refers to it, as `{{ secrets.tag }}`. Letters, digits, underscores and hyphens, not of the form of an ' +
    'id; fixed, and one of a kind among secrets that are not deleted. Upper and lower case are told apart.',
  pattern: '^[A-Za-z0-9_-]{1,255}$',
  example: 'billing_db',
});

function objectionToValue(value: string): string | undefined {
  if (value === '') return 'must not be empty';
  if (value.length > MOST_CHARACTERS) return `must be at most ${String(MOST_CHARACTERS)} characters`;
  return LONE_SURROGATE.test(value) ? 'must be well-formed Unicode' : undefined;
}
