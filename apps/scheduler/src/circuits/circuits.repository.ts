import { Injectable } from '@nestjs/common';
import { rows, type Transaction } from '#libs/database';
import type { ChannelName } from '../channels/index.js';

/** An open circuit rests for a minute, then two, four and eight, and from then on for a quarter of an hour. */
const REST_SECONDS = `least(60 * 2 ^ least(c.refusals, 4), 900)`;

/** What holds for a channel at this moment, by the database's clock. */
export interface Standing {
  readonly isOpen: boolean;
  /** For how long the channel rests; not positive if it does not. */
  readonly restMs: number;
}

/** The table `scheduler.circuits`: a row for each channel that ever had to rest. */
@Injectable()
export class CircuitsRepository {
  /** `undefined` for a channel that never had to rest. */
  async standing(tx: Transaction, channel: ChannelName): Promise<Standing | undefined> {
    const sql = `
      SELECT opened_at IS NOT NULL AS "isOpen", (extract(epoch FROM rests_until - clock_timestamp()) * 1000)::float AS "restMs"
      FROM scheduler.circuits WHERE channel = $1`;
    return (await rows<Standing>(tx, { sql, parameters: [channel] }))[0];
  }

  /** Takes the turn to try a channel whose circuit is open, for so many seconds; false if another tries it or it rests. */
  async takeProbe(tx: Transaction, channel: ChannelName, seconds: number): Promise<boolean> {
    const sql = `
      UPDATE scheduler.circuits SET probed_until = clock_timestamp() + make_interval(secs => $2)
      WHERE channel = $1 AND opened_at IS NOT NULL AND rests_until <= clock_timestamp()
        AND (probed_until IS NULL OR probed_until <= clock_timestamp())
      RETURNING channel`;
    return (await rows(tx, { sql, parameters: [channel, seconds] })).length === 1;
  }

  /** Gives the turn to try a channel back. */
  async giveProbeBack(tx: Transaction, channel: ChannelName): Promise<void> {
    await rows(tx, { sql: 'UPDATE scheduler.circuits SET probed_until = NULL WHERE channel = $1', parameters: [channel] });
  }

  /** Has a channel rest for so many seconds, at least. */
  async rest(tx: Transaction, channel: ChannelName, seconds: number): Promise<void> {
    const sql = `
      INSERT INTO scheduler.circuits AS c (channel, rests_until) VALUES ($1, clock_timestamp() + make_interval(secs => $2))
      ON CONFLICT (channel) DO UPDATE SET rests_until = greatest(c.rests_until, excluded.rests_until)`;
    await rows(tx, { sql, parameters: [channel, seconds] });
  }

  /**
   * Opens a circuit, or has an open one rest anew, longer each time; those of several messages under way at once count as one.
   * Answers whether it was closed before.
   */
  async trip(tx: Transaction, channel: ChannelName, reason: string): Promise<boolean> {
    const sql = `
      INSERT INTO scheduler.circuits AS c (channel, opened_at, refusals, reason, rests_until)
      VALUES ($1, clock_timestamp(), 1, $2, clock_timestamp() + interval '60 seconds')
      ON CONFLICT (channel) DO UPDATE SET
        opened_at = coalesce(c.opened_at, clock_timestamp()), refusals = c.refusals + 1, reason = $2, probed_until = NULL,
        rests_until = greatest(c.rests_until, clock_timestamp() + make_interval(secs => ${REST_SECONDS}))
      WHERE c.opened_at IS NULL OR c.rests_until <= clock_timestamp()
      RETURNING c.refusals = 1 AS tripped`;
    return (await rows<{ tripped: boolean }>(tx, { sql, parameters: [channel, reason] }))[0]?.tripped ?? false;
  }

  /** Closes a circuit. Answers whether it was open. */
  async close(tx: Transaction, channel: ChannelName): Promise<boolean> {
    const sql = `
      UPDATE scheduler.circuits SET opened_at = NULL, refusals = 0, reason = NULL, probed_until = NULL
      WHERE channel = $1 AND opened_at IS NOT NULL RETURNING channel`;
    return (await rows(tx, { sql, parameters: [channel] })).length === 1;
  }

  /** Ends the rest of open circuits. */
  async endRests(tx: Transaction): Promise<void> {
    const sql = `UPDATE scheduler.circuits SET rests_until = clock_timestamp(), probed_until = NULL WHERE opened_at IS NOT NULL`;
    await rows(tx, { sql });
  }

  /** The channels whose circuits are open. */
  async open(tx: Transaction): Promise<string[]> {
    const sql = 'SELECT channel FROM scheduler.circuits WHERE opened_at IS NOT NULL';
    return (await rows<{ channel: string }>(tx, { sql })).map(({ channel }) => channel);
  }

  /** Takes the next place in a row of messages that are so many milliseconds apart. Answers how long it is until there is one. */
  async takePlace(tx: Transaction, channel: ChannelName, apartMs: number): Promise<number> {
    const taken = `
      INSERT INTO scheduler.circuits AS c (channel, next_place_at) VALUES ($1, clock_timestamp() + make_interval(secs => $2::float / 1000))
      ON CONFLICT (channel) DO UPDATE SET next_place_at = greatest(
        c.next_place_at + make_interval(secs => $2::float / 1000), clock_timestamp())
      WHERE c.next_place_at <= clock_timestamp()
      RETURNING channel`;
    if ((await rows(tx, { sql: taken, parameters: [channel, apartMs] })).length === 1) return 0;
    const wait = `SELECT (extract(epoch FROM next_place_at - clock_timestamp()) * 1000)::float AS ms FROM scheduler.circuits WHERE channel = $1`;
    return Math.max((await rows<{ ms: number }>(tx, { sql: wait, parameters: [channel] }))[0]?.ms ?? 0, 1);
  }
}
