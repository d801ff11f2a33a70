import { Injectable } from '@nestjs/common';
import { rows, type Transaction } from '#libs/database';
import { keepsApart, type ChannelName } from '../channels/index.js';
import type { Settlement } from '../delivery-core/index.js';

/** The pause after the first call in a row that failed; each further one doubles it, up to the longest. */
const PAUSE_SECONDS = { first: 15, longest: 600 };

/** A message that has a recipient's turn, or wants it. */
export interface TurnTaker {
  readonly id: string;
  readonly channel: ChannelName;
  readonly recipient: string;
}

/**
 * The turns of recipients that are providers of their own: `scheduler.turns`. A recipient is sent one message at a time. After
 * one that failed nothing is sent there for a while, whatever waits; so one that is slow holds one sender, and that not for long.
 */
@Injectable()
export class TurnsRepository {
  /**
   * Takes a recipient's turn for as long as a lease; false while it is another message's, or the recipient has a pause. Where
   * recipients are no providers of their own there is none to take, nor to give back.
   */
  async take(tx: Transaction, { id, channel, recipient }: TurnTaker, leaseSeconds: number): Promise<boolean> {
    if (!keepsApart(channel)) return true;
    const sql = `
      INSERT INTO scheduler.turns AS t (channel, recipient, message_id, free_at)
      VALUES ($1, $2, $3, clock_timestamp() + make_interval(secs => $4))
      ON CONFLICT (channel, recipient) DO UPDATE SET message_id = excluded.message_id, free_at = excluded.free_at
      WHERE t.free_at <= clock_timestamp()
      RETURNING message_id`;
    return (await rows(tx, { sql, parameters: [channel, recipient, id, leaseSeconds] })).length === 1;
  }

  /** Gives the turn back that a message has, at once or after a pause, by what came of it. */
  async giveBack(tx: Transaction, { id, channel }: Omit<TurnTaker, 'recipient'>, settlement?: Settlement): Promise<void> {
    if (!keepsApart(channel)) return;
    const sql = `
      UPDATE scheduler.turns SET
        failures = CASE $2::text WHEN 'well' THEN 0 WHEN 'badly' THEN least(failures, 30) + 1 ELSE failures END,
        free_at = clock_timestamp() + make_interval(secs => CASE WHEN $2::text = 'badly'
          THEN least($4::float * power(2, least(failures, 30)), $5::float) ELSE $3::float END)
      WHERE message_id = $1`;
    const { went, seconds = 0 } = settlement ? courseOf(settlement) : { went: 'nowhere' };
    const { first, longest } = PAUSE_SECONDS;
    await rows(tx, { sql, parameters: [id, went, seconds, first, longest] });
  }
}

interface Course {
  readonly went: 'well' | 'badly' | 'nowhere';
  /** The pause that was asked for. */
  readonly seconds?: number;
}

/** Refusing for good is an answer, and a quick one. */
function courseOf(settlement: Settlement): Course {
  switch (settlement.to) {
    case 'deliver':
    case 'fail':
      return { went: 'well' };
    case 'release':
      if (settlement.cause === 'failed') return { went: 'badly' };
      return { went: 'nowhere', seconds: settlement.cause === 'stopped' ? 0 : settlement.seconds };
    case 'keep':
    case 'giveUp':
      return { went: 'badly' };
    case 'resend':
      return { went: 'nowhere' };
  }
}
