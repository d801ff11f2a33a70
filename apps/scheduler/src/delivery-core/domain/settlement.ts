import type { SendOutcome, Trace } from './outcome.js';
import { retryAfter } from './retry-schedule.js';

/** How long after our own settings were found wrong a channel is tried again. */
const MISCONFIGURED_REST_SECONDS = 60;

/** How soon a message whose answer was lost is looked for. */
const LOOK_AFTER_SECONDS = 5;

/** How long after a look that found nothing out the next one comes. */
const LOOK_AGAIN_SECONDS = 60;

/** A message of which one sending is in doubt is sent again after as long as it has been under way, within these bounds. */
const RESEND_AFTER_SECONDS = { least: 60, most: 6 * 60 * 60 };

/** After this long a message that can't be found out about is let go as unconfirmed. */
const LOOK_FOR_SECONDS = 24 * 60 * 60;

/**
 * Why deliveries go back to wait. `failed`: this attempt did not get through, and counts as one. The others count nothing.
 * `stopped`: nothing was sent, for a reason of our own. `asked`: the provider asked for a pause. `ours`: our own credentials or
 * settings are refused. The latter two rest the whole channel.
 */
export type ReleaseCause = 'failed' | 'stopped' | 'asked' | 'ours';

/**
 * What is to be written of a message. `deliver`, `fail` and `giveUp` end it; `release` puts its deliveries back to wait;
 * `keep` leaves it claimed until it is looked for; `resend` sends it once more under the same id.
 */
export type Settlement =
  | { readonly to: 'deliver'; readonly providerRef: string | null }
  | { readonly to: 'fail'; readonly reason: string }
  | { readonly to: 'giveUp'; readonly reason: string }
  | { readonly to: 'release'; readonly reason: string; readonly seconds: number; readonly cause: ReleaseCause }
  | { readonly to: 'keep'; readonly reason: string; readonly seconds: number }
  | { readonly to: 'resend' };

/** What is known of a message when its fate is decided. */
export interface MessageHistory {
  /** Attempts of its deliveries that failed before this one. */
  readonly attempts: number;
  /** Whether it went out twice already because the first answer was lost. */
  readonly resent: boolean;
  /** Seconds since it was claimed, by the database's clock. */
  readonly ageSeconds: number;
  /** Whether the provider can be asked for it. */
  readonly canBeAsked: boolean;
  /** Whether its recipient knows it again when it arrives twice: sending it once more is never wrong. */
  readonly dropsRepeats: boolean;
  /** In [0, 1): decides the jitter. */
  readonly random: number;
}

/** Decides by what the provider answered. */
export function settleOutcome(outcome: SendOutcome, history: MessageHistory): Settlement {
  const { attempts, resent, random } = history;
  if (resent) return settleResent(outcome, history);
  switch (outcome.kind) {
    case 'accepted':
      return { to: 'deliver', providerRef: outcome.providerRef };
    case 'refused':
      return { to: 'fail', reason: outcome.reason };
    case 'misconfigured':
      return { to: 'release', reason: outcome.reason, seconds: MISCONFIGURED_REST_SECONDS, cause: 'ours' };
    case 'later': {
      const { reason, retryAfterSeconds } = outcome;
      // A provider that says when to come back is not failing.
      if (retryAfterSeconds !== undefined) return { to: 'release', reason, seconds: retryAfterSeconds, cause: 'asked' };
      return { to: 'release', reason, seconds: retryAfter(attempts + 1, random), cause: 'failed' };
    }
    case 'unknown':
      return { to: 'keep', reason: outcome.reason, seconds: LOOK_AFTER_SECONDS };
  }
}

/**
 * Decides on a message whose first sending is in doubt. Released, it would come back under another id, and nobody could tell
 * that there may be two of it.
 */
function settleResent(outcome: SendOutcome, { ageSeconds, canBeAsked, dropsRepeats }: MessageHistory): Settlement {
  const { least, most } = RESEND_AFTER_SECONDS;
  const seconds = Math.min(Math.max(ageSeconds, least), most);
  switch (outcome.kind) {
    case 'accepted':
      return { to: 'deliver', providerRef: outcome.providerRef };
    case 'later':
      return { to: 'keep', reason: outcome.reason, seconds };
    case 'misconfigured':
      return { to: 'keep', reason: outcome.reason, seconds: MISCONFIGURED_REST_SECONDS };
    case 'refused':
      return { to: 'giveUp', reason: outcome.reason };
    case 'unknown':
      if (canBeAsked) return { to: 'keep', reason: outcome.reason, seconds: LOOK_AFTER_SECONDS };
      if (dropsRepeats) return { to: 'keep', reason: outcome.reason, seconds };
      return { to: 'giveUp', reason: outcome.reason };
  }
}

/** Decides on a message that was stopped before its body began: this sending has certainly reached nobody. */
export function settleStopped(reason: string, { resent }: MessageHistory): Settlement {
  // One that may have arrived before keeps its id. Whoever looks for it next leaves out what is no longer so.
  return resent ? { to: 'keep', reason, seconds: 0 } : { to: 'release', reason, seconds: 0, cause: 'stopped' };
}

/** Decides by what was found of a message whose answer was lost, or whose sender died. */
export function settleTrace(trace: Trace, history: MessageHistory): Settlement {
  const { attempts, resent, ageSeconds, canBeAsked, dropsRepeats, random } = history;
  switch (trace) {
    case 'accepted':
      return { to: 'deliver', providerRef: null };
    case 'absent': {
      const seconds = attempts === 0 ? 0 : retryAfter(attempts, random);
      return { to: 'release', reason: 'the message never reached the provider', seconds, cause: 'failed' };
    }
    case 'unknown':
      if (ageSeconds > LOOK_FOR_SECONDS) return { to: 'giveUp', reason: 'whether the message arrived could not be found out' };
      if (!canBeAsked && (!resent || dropsRepeats)) return { to: 'resend' };
      if (canBeAsked) {
        return { to: 'keep', reason: 'the provider could not be asked', seconds: LOOK_AGAIN_SECONDS };
      }
      return { to: 'giveUp', reason: 'whether the message arrived could not be found out' };
  }
}
