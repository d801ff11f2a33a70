import { until } from '#libs/testing';
import type { IssuedKey, System } from '../system.setup.js';

/** What became of the reminders of some keys, from what the providers took and what the ledger says. */
export interface Verdict {
  /** Reminders of a channel that were neither taken by its provider nor ended with a reason. */
  readonly lost: number;
  /** Messages taken more often than once and not flagged. */
  readonly duplicated: number;
  /** Deliveries that say that they may have arrived twice, or not at all. */
  readonly flagged: number;
  /** Messages taken before they were due. */
  readonly early: number;
  /** From the moment at which nothing stood in the way any more to the last message, in seconds. */
  readonly recoverySeconds: number;
}

/** A key of a fault's, under a name of its own. */
export interface NamedKey extends IssuedKey {
  readonly name: string;
}

const OPEN = `
  SELECT count(*)::int AS count FROM (
    SELECT cid FROM scheduler.deliveries WHERE state IN ('PENDING', 'SENDING')
    UNION ALL SELECT cid FROM scheduler.reminders WHERE state = 'PLANNED' AND due_at <= clock_timestamp()) open
  WHERE cid = ANY ($1)`;

/** When a key's reminder of seven days before is due. */
export function dueAt({ expirationDate }: IssuedKey): number {
  return Date.parse(expirationDate) - 7 * 86_400_000;
}

/** Waits until everything about these keys has come to an end. */
async function quiescence(system: System, keys: readonly NamedKey[], withinMs: number): Promise<void> {
  const cids = keys.map(({ cid }) => cid);
  const isOver = async () => {
    const fired = await system.query<{ count: number }>(
      `SELECT count(DISTINCT cid)::int AS count FROM scheduler.deliveries WHERE cid = ANY ($1)`,
      cids,
    );
    const open = await system.query<{ count: number }>(OPEN, cids);
    return fired[0]?.count === keys.length && open[0]?.count === 0;
  };
  await until(isOver, { what: 'everything is settled', withinMs });
}

/** Waits for the end of it all, and judges. */
export async function judge(
  system: System,
  { keys, clearAt, withinMs }: { readonly keys: readonly NamedKey[]; readonly clearAt: number; readonly withinMs: number },
): Promise<Verdict> {
  await quiescence(system, keys, withinMs);
  const ended = await system.query<{ cid: string; channel: string; reason: string | null; resent: boolean; state: string }>(
    `SELECT d.cid, d.channel, d.state, d.reason, coalesce(m.resent, false) AS resent
     FROM scheduler.deliveries d LEFT JOIN scheduler.messages m ON m.id = d.message_id WHERE d.cid = ANY ($1)`,
    keys.map(({ cid }) => cid),
  );
  let [lost, duplicated, early, lastAt] = [0, 0, 0, clearAt];
  for (const key of keys) {
    const messages = await system.inbox.containing(key.name);
    for (const channel of ['email', 'slack'] as const) {
      const taken = messages.filter((message) => message.channel === channel);
      const row = ended.find(({ cid, channel: name }) => cid === key.cid && name === channel.toUpperCase());
      const hasReason = row !== undefined && row.state !== 'DELIVERED' && row.reason !== null;
      if (taken.length === 0 && !hasReason) lost += 1;
      if (taken.length > 1 && !(channel === 'email' && row?.resent === true)) duplicated += 1;
    }
    early += messages.filter(({ receivedAt }) => Date.parse(receivedAt) < dueAt(key)).length;
    lastAt = Math.max(lastAt, ...messages.map(({ receivedAt }) => Date.parse(receivedAt)));
  }
  const flagged = ended.filter(({ state, resent }) => state === 'UNCONFIRMED' || resent).length;
  return { lost, duplicated, flagged, early, recoverySeconds: Math.round((lastAt - clearAt) / 100) / 10 };
}
