import type { CredentialKind } from '#libs/contracts';

/** So many credentials of one kind. */
interface Counted {
  readonly kind: CredentialKind;
  readonly count: number;
}

/** A sentence about one credential, and about several. */
interface OneOrMany {
  readonly one: string;
  readonly many: string;
}

/** What one kind of credential is called, and what its end means. */
interface KindInWords {
  readonly one: string;
  readonly many: string;
  /** Its short name, to go with a verb: "Rotate the key". */
  readonly short: string;
  /** What is done about one that is about to end. */
  readonly remedy: string;
  /** Where people manage it, after the console's own address. */
  readonly path: string;
  /** What stops working: with the one that a message is all about, and with whichever of several has ended. */
  readonly stops: { readonly lone: string; readonly any: string };
  /** What to do before that. */
  readonly before: OneOrMany;
  /** What to do once it has happened. */
  readonly after: OneOrMany;
}

/** The words for each kind of credential. */
export const kindsInWords: Readonly<Record<CredentialKind, KindInWords>> = {
  apiKey: {
    one: 'API key',
    many: 'API keys',
    short: 'key',
    remedy: 'Rotate',
    path: 'keys',
    stops: {
      lone: 'requests made with it are refused (401 Unauthorized)',
      any: 'requests made with an expired key are refused (401 Unauthorized)',
    },
    before: {
      one: 'Rotate the key, or choose a later date, before whatever uses it stops working.',
      many: 'Rotate the keys, or choose later dates, before whatever uses them stops working.',
    },
    after: { one: 'Issue a new key for whatever still needs access.', many: 'Issue new keys for whatever still needs access.' },
  },
  personalToken: {
    one: 'personal access token',
    many: 'personal access tokens',
    short: 'token',
    remedy: 'Replace',
    path: 'tokens',
    stops: {
      lone: 'its owner’s scripts and tools that use it are refused (401 Unauthorized)',
      any: 'scripts and tools that use an expired token are refused (401 Unauthorized)',
    },
    before: {
      one: 'Issue a new token and put it in its place before they stop working.',
      many: 'Issue new tokens and put them in their place before they stop working.',
    },
    after: { one: 'Issue a new token for whatever still needs one.', many: 'Issue new tokens for whatever still needs one.' },
  },
  secret: {
    one: 'secret',
    many: 'secrets',
    short: 'secret',
    remedy: 'Update',
    path: 'secrets',
    stops: {
      lone: 'configuration that refers to it is refused when it is rendered',
      any: 'configuration that refers to an expired secret is refused when it is rendered',
    },
    before: {
      one: 'Give the secret a new value and a later date before that happens.',
      many: 'Give the secrets new values and later dates before that happens.',
    },
    after: { one: 'Give the secret a new value and a later date.', many: 'Give the secrets new values and later dates.' },
  },
};

/** The kinds in the order in which they are named. */
const order = Object.keys(kindsInWords) as readonly CredentialKind[];

/** The kinds that occur, each once. */
export function kindsAmong(kinds: Iterable<CredentialKind>): readonly CredentialKind[] {
  const found = new Set(kinds);
  return order.filter((kind) => found.has(kind));
}

/**
 * How many there are of each kind, the kinds of which there are none left out.
 *
 * @example countedInWords(tally) // '3 API keys and 1 secret'
 */
export function countedInWords(tally: readonly Counted[]): string {
  const parts = kindsAmong(tally.map(({ kind }) => kind)).map((kind) => {
    const count = total(tally.filter((one) => one.kind === kind));
    return `${count} ${count === 1 ? kindsInWords[kind].one : kindsInWords[kind].many}`;
  });
  return listed(parts);
}

/** How many there are together. */
export function total(tally: readonly Pick<Counted, 'count'>[]): number {
  return tally.reduce((sum, { count }) => sum + count, 0);
}

/** @example listed(['a', 'b', 'c']) // 'a, b and c' */
function listed(parts: readonly string[]): string {
  const [last = '', ...others] = [...parts].reverse();
  return others.length === 0 ? last : `${others.reverse().join(', ')} and ${last}`;
}

/** The text as the beginning of a sentence. */
export function capitalised(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
