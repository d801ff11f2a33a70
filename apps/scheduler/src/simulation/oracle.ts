import { expiryOf, owedExpiration, planReminders } from '../reminders/index.js';
import type { DeliveryRow } from './ledger-rows.js';
import { SETTINGS } from './plan-book.js';
import type { Accepted } from './sinks.js';
import type { World } from './world.js';

/** A credential's date may be told for so long after another was heard of, in milliseconds: the body was on its way. */
const ON_ITS_WAY_MS = 65_000;

/** An expiry that stands for so long after a reminder is due is told of, whatever goes wrong meanwhile. */
const LONGEST_TROUBLE_MS = 19 * 86_400_000;

/** A promise that was broken: which, and how it shows. */
export interface Violation {
  readonly promise: 'lost' | 'sent twice' | 'early' | 'untrue' | 'unfinished';
  readonly what: string;
}

/** Judges a world that has come to rest, from what the providers took and what is true of its credentials. */
export function judge(world: World): readonly Violation[] {
  return [
    ...lost(world),
    ...sentTwice(world),
    ...world.sinks.accepted.flatMap((message) => falsehoods(message, world)),
    ...unfinished(world),
  ];
}

const tupleOf = ({ reminder, channel, recipient }: DeliveryRow) =>
  [reminder.cid, reminder.expiry, reminder.leadDays, channel, recipient].join(' ');

/** What was owed and neither told nor ended with a reason; and what the ledger says was told, and nobody has. */
function lost({ keys, book, sinks }: World): Violation[] {
  const told = new Set(sinks.accepted.flatMap(({ about }) => about.map(tupleOf)));
  const ended = (row: DeliveryRow) => row.state !== 'PENDING' && row.state !== 'SENDING' && row.reason !== null;
  const settled = new Set([...told, ...book.deliveries.filter(ended).map(tupleOf)]);
  const missing = obligations(keys.history).flatMap(({ cid, expiry, leadDays, owner }) =>
    [`EMAIL ${owner}`, 'SLACK #ops'].map((to) => [cid, expiry, leadDays, to].join(' ')).filter((tuple) => !settled.has(tuple)),
  );
  const claimed = book.deliveries
    .filter((row) => row.state === 'DELIVERED')
    .map(tupleOf)
    .filter((tuple) => !told.has(tuple));
  const superseded = new Set(
    book.reminders.filter(({ state }) => state === 'SUPERSEDED').map((row) => [row.cid, row.expiry, row.leadDays].join(' ')),
  );
  const isSuperseded = (tuple: string) => superseded.has(tuple.split(' ').slice(0, 3).join(' '));
  return [...missing.filter((tuple) => !isSuperseded(tuple)), ...claimed].map((what) => ({ promise: 'lost', what }));
}

/** What is owed beyond doubt: reminders of expiries that stood when they were due, and long enough after. */
function obligations(history: World['keys']['history']) {
  return history.flatMap(({ snapshot }, place) => {
    const next = history.slice(place + 1).find((later) => later.snapshot.cid === snapshot.cid);
    const until = next?.at ?? Infinity;
    const expiration = owedExpiration(snapshot);
    if (!expiration) return [];
    return planReminders(expiration, SETTINGS)
      .filter(({ state, dueAt }) => state === 'PLANNED' && dueAt.getTime() + LONGEST_TROUBLE_MS < until)
      .map(({ leadDays }) => ({ cid: snapshot.cid, expiry: expiryOf(expiration), leadDays, owner: snapshot.owner }));
  });
}

/** What a provider took more than once, but for emails that say that they may have been. */
function sentTwice({ sinks, ledger, book }: World): Violation[] {
  const flagged = new Set([
    ...book.deliveries.filter(({ state }) => state === 'UNCONFIRMED').map(tupleOf),
    ...ledger.messages
      .filter(({ resent }) => resent)
      .flatMap(({ id }) => book.deliveries.filter(({ messageId }) => messageId === id).map(tupleOf)),
  ]);
  const counts = new Map<string, number>();
  for (const tuple of sinks.accepted.flatMap(({ about }) => about.map(tupleOf))) counts.set(tuple, (counts.get(tuple) ?? 0) + 1);
  return [...counts]
    .filter(([tuple, count]) => count > 1 && !(tuple.includes(' EMAIL ') && flagged.has(tuple)))
    .map(([what, count]) => ({ promise: 'sent twice', what: `${what}, ${String(count)} times` }));
}

/** What a message said too early, or though it was no longer so by what had been heard. */
function falsehoods({ at, about }: Accepted, { book }: World): Violation[] {
  return about.flatMap((delivery): Violation[] => {
    const { cid, expiry, dueAt } = delivery.reminder;
    if (at < dueAt) return [{ promise: 'early', what: `${tupleOf(delivery)}, by ${String(dueAt - at)} ms` }];
    const known = book.owedSince.filter((one) => one.cid === cid && one.at <= at);
    const recent = known.filter((one, place) => (known[place + 1]?.at ?? Infinity) > at - ON_ITS_WAY_MS);
    return recent.some((one) => one.expiry === expiry) ? [] : [{ promise: 'untrue', what: tupleOf(delivery) }];
  });
}

/** What has come to no end though its time is long over. */
function unfinished({ book }: World): Violation[] {
  const open = book.deliveries.filter(({ state }) => state === 'PENDING' || state === 'SENDING').map(tupleOf);
  const planned = book.reminders.filter(({ state }) => state === 'PLANNED').map(({ cid, expiry }) => `${cid} ${expiry}`);
  return [...open, ...planned].map((what) => ({ promise: 'unfinished', what }));
}
