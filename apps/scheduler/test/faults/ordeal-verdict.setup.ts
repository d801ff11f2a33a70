import type { AcceptedMessage } from '../inbox.setup.js';
import type { System } from '../system.setup.js';

/** How many reminders fall due, in how many seconds, and how often the scheduler is killed meanwhile. */
export interface Endurance {
  readonly reminders: number;
  readonly seconds: number;
  readonly everySeconds: number;
}

/** A key of the run. */
export interface EnduringKey {
  readonly cid: string;
  readonly name: string;
}

/** What came of reminders that fell due while the scheduler was killed, from what the providers took and what the ledger says. */
export interface OrdealVerdict {
  /** Messages that the providers took. */
  readonly messages: number;
  readonly deliveries: number;
  /** Deliveries that were neither taken by their provider nor ended with a reason, and keys nobody was told of. */
  readonly lost: number;
  /** Messages taken more often than once and not flagged, and deliveries told in two messages. */
  readonly duplicated: number;
  /** Deliveries that say that they may have arrived twice, or not at all. */
  readonly flagged: number;
  /** Messages taken before something in them was due. */
  readonly early: number;
  /** From the due instant to the provider, in seconds: of the slowest delivery. */
  readonly longestSeconds: number;
}

/** The run and its verdict. */
export interface Ordeal extends Endurance, OrdealVerdict {
  readonly kills: number;
}

interface LedgerRow {
  readonly cid: string;
  readonly state: string;
  readonly reason: string | null;
  readonly messageId: string | null;
  readonly resent: boolean;
  readonly dueAt: Date;
}

/** What the sandbox remembers at most: of more than that nobody could judge. */
const MOST_MESSAGES = 5_000;

const LEDGER = `
  SELECT d.cid, d.state, d.reason, d.message_id AS "messageId", coalesce(m.resent, false) AS resent, r.due_at AS "dueAt"
  FROM scheduler.deliveries d JOIN scheduler.reminders r ON r.id = d.reminder_id
  LEFT JOIN scheduler.messages m ON m.id = d.message_id`;

/**
 * Judges what went out. A digest names twenty keys and counts the rest, so a delivery is followed by the id of its message, which
 * stands in every message that a provider took; and where a key is named, once for each recipient and no more.
 */
export async function judgeAll(system: System, keys: readonly EnduringKey[]): Promise<OrdealVerdict> {
  const ledger = await system.query<LedgerRow>(LEDGER);
  const messages = await system.inbox.containing('endures-');
  if (messages.length >= MOST_MESSAGES) throw new Error('The sandbox may have forgotten messages');
  const taken = grouped(messages, idOf);
  const byMessage = grouped(ledger, ({ messageId }) => messageId ?? '');
  const told = new Set(ledger.map(({ cid }) => cid));
  const arrival = (id: string) => Date.parse(taken.get(id)?.[0]?.receivedAt ?? '');
  const delays = ledger.map(({ messageId, dueAt }) => arrival(messageId ?? '') - dueAt.getTime()).filter((ms) => !isNaN(ms));
  const isLost = ({ state, reason, messageId }: LedgerRow) => {
    if (state === 'DELIVERED') return !taken.has(messageId ?? '');
    return reason === null;
  };
  return {
    messages: messages.length,
    deliveries: ledger.length,
    lost: ledger.filter(isLost).length + keys.filter(({ cid }) => !told.has(cid)).length,
    duplicated: [...taken].filter(([id, copies]) => isDuplicate(copies, byMessage.get(id))).length + namedTwice(messages),
    flagged: ledger.filter(({ state, resent }) => state === 'UNCONFIRMED' || resent).length,
    early: delays.filter((ms) => ms < 0).length,
    longestSeconds: Math.round(Math.max(0, ...delays) / 100) / 10,
  };
}

function grouped<T>(list: readonly T[], nameOf: (one: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const one of list) groups.set(nameOf(one), [...(groups.get(nameOf(one)) ?? []), one]);
  return groups;
}

/** Every message says its own id: in its Message-ID, or in Slack's metadata. */
function idOf({ raw }: AcceptedMessage): string {
  return /dl[0-9a-f]{16}/.exec(raw)?.[0] ?? 'none';
}

/** Taken twice without a word of it; or taken, while the ledger took it for one that was not, and told its deliveries in another. */
function isDuplicate(copies: readonly AcceptedMessage[], rows: readonly LedgerRow[] | undefined): boolean {
  if (rows === undefined) return true;
  return copies.length > 1 && !rows.every(({ resent, state }) => resent || state === 'UNCONFIRMED');
}

/** How often a recipient was told of a key in a second message. */
function namedTwice(messages: readonly AcceptedMessage[]): number {
  const once = new Map<string, string>();
  let count = 0;
  for (const message of messages)
    for (const [name] of new Set(`${message.subject ?? ''} ${message.text ?? ''} ${message.raw}`.matchAll(/endures-\d+\./g))) {
      const telling = `${message.channel} ${message.to} ${name}`;
      const id = idOf(message);
      if ((once.get(telling) ?? id) !== id) count += 1;
      once.set(telling, id);
    }
  return count;
}
