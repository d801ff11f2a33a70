import type { SendOutcome, Trace } from './outcome.js';
import { settleOutcome, settleStopped, settleTrace, type Settlement } from './settlement.js';

/** What is known of a message when it is claimed. */
export interface MessageFacts {
  /** Whether somebody else sent it, perhaps, and what came of that is not known. */
  readonly lost: boolean;
  /** Attempts of its deliveries that failed before this one. */
  readonly attempts: number;
  /** Whether it went out twice already because the first answer was lost. */
  readonly resent: boolean;
  /** When it was first claimed: milliseconds by the database's clock. */
  readonly claimedAt: number;
  /** Whether the provider can be asked for it. */
  readonly canBeAsked: boolean;
  /** Whether its recipient knows it again when it arrives twice. */
  readonly dropsRepeats: boolean;
}

/**
 * Where a sender is with the message in its hands. `opening` and `writing` are one provider call, before its body begins and
 * from then on: only in the latter may the provider have taken it.
 */
export type MessagePhase =
  | { readonly at: 'claimed' }
  | { readonly at: 'looking' }
  | { readonly at: 'dropping'; readonly then: 'resend' | { readonly giveUp: string } }
  | { readonly at: 'announcing' }
  | { readonly at: 'opening' }
  | { readonly at: 'noting' }
  | { readonly at: 'writing' }
  | { readonly at: 'stopping'; readonly why: StopReason }
  | { readonly at: 'settling'; readonly settlement: Settlement }
  | { readonly at: 'over' };

/** A message in a sender's hands. */
export interface MessageState {
  readonly facts: MessageFacts;
  readonly phase: MessagePhase;
}

/** Why a body does not begin. */
export type StopReason = 'takenOver' | 'heldUp' | 'changed';

/** What the ledger says of the body of a message that is about to begin. */
export type BodyAnswer = 'mayBegin' | StopReason;

/** What has happened to a message in a sender's hands. */
export type MessageEvent =
  /** The sender turns to it. */
  | { readonly type: 'taken' }
  /** The provider is ready to take the body, and has not got a byte of it. */
  | { readonly type: 'bodyBegins' }
  | { readonly type: 'bodyNoted'; readonly answer: BodyAnswer }
  | { readonly type: 'answered'; readonly outcome: SendOutcome }
  | { readonly type: 'traced'; readonly trace: Trace }
  /** What it says and is owed no longer has been let go; `held`: by this sender, and with `left` something is left to say. */
  | { readonly type: 'dropped'; readonly held: boolean; readonly left: boolean }
  /** The channel has a fault, and threw. */
  | { readonly type: 'broke'; readonly reason: string }
  /** The ledger was told that it goes out once more; `held`: and this sender may still do it. */
  | { readonly type: 'announced'; readonly held: boolean }
  | { readonly type: 'settled' };

/** What is to be done for a message; each but `stop` and `rest` is answered by an event. */
export type MessageEffect =
  | { readonly do: 'send' }
  | { readonly do: 'noteBody' }
  | { readonly do: 'writeBody' }
  | { readonly do: 'stop'; readonly why: StopReason }
  | { readonly do: 'look' }
  | { readonly do: 'announceResend' }
  | { readonly do: 'settle'; readonly settlement: Settlement }
  /** Lets go of what it says and is owed no longer, as unconfirmed. */
  | { readonly do: 'dropPast' }
  | { readonly do: 'rest' };

/** What decides besides the state and the event. */
export interface MessageMoment {
  /** Milliseconds by the database's clock. */
  readonly now: number;
  /** In [0, 1): decides the jitter. */
  readonly random: number;
}

/** A step of a message: where it is then, and what is to be done. */
export interface MessageStep {
  readonly state: MessageState;
  readonly effect: MessageEffect;
}

/** A message that has just been claimed. */
export function claimed(facts: MessageFacts): MessageState {
  return { facts, phase: { at: 'claimed' } };
}

/**
 * What a sender does next about the message in its hands: the whole of sending, without a clock, a ledger or a provider. An
 * event that can't happen in a phase is a fault of whoever sends it: it throws.
 *
 * A lost message is looked for before anything else. A body begins only once the ledger has noted that it does. Whatever comes
 * of the call is settled, unless another has taken the message over: then it is theirs.
 */
export function step(state: MessageState, event: MessageEvent, moment: MessageMoment): MessageStep {
  switch (event.type) {
    case 'taken':
      expectPhase(state, event, 'claimed');
      return state.facts.lost ? go(state, 'looking', { do: 'look' }) : go(state, 'opening', { do: 'send' });
    case 'traced':
      expectPhase(state, event, 'looking');
      return traced(state, event.trace, moment);
    case 'dropped':
      return dropped(state, event);
    case 'announced':
      expectPhase(state, event, 'announcing');
      if (!event.held) return go(state, 'over', { do: 'rest' });
      return go({ ...state, facts: { ...state.facts, resent: true } }, 'opening', { do: 'send' });
    case 'bodyBegins':
      expectPhase(state, event, 'opening');
      return go(state, 'noting', { do: 'noteBody' });
    case 'bodyNoted':
      expectPhase(state, event, 'noting');
      if (event.answer === 'mayBegin') return go(state, 'writing', { do: 'writeBody' });
      return { state: { ...state, phase: { at: 'stopping', why: event.answer } }, effect: { do: 'stop', why: event.answer } };
    case 'answered':
      expectPhase(state, event, 'opening', 'noting', 'writing', 'stopping');
      return answered(state, event.outcome, moment);
    case 'broke':
      expectPhase(state, event, 'opening', 'noting', 'writing', 'stopping');
      // It will break whenever this message is sent: before the body nobody can have got it.
      return answered(state, { kind: state.phase.at === 'writing' ? 'unknown' : 'refused', reason: event.reason }, moment);
    case 'settled':
      expectPhase(state, event, 'settling');
      return go(state, 'over', { do: 'rest' });
  }
}

function traced(state: MessageState, trace: Trace, moment: MessageMoment): MessageStep {
  const settlement = settleTrace(trace, historyAt(state, moment));
  if (settlement.to !== 'resend' && settlement.to !== 'giveUp') return settle(state, settlement);
  // Saying what is no longer so is worse than perhaps not having said it.
  const then = settlement.to === 'resend' ? settlement.to : { giveUp: settlement.reason };
  return { state: { ...state, phase: { at: 'dropping', then } }, effect: { do: 'dropPast' } };
}

function dropped(state: MessageState, event: Extract<MessageEvent, { type: 'dropped' }>): MessageStep {
  const { phase } = state;
  if (phase.at !== 'dropping') throw misplaced(phase, event.type);
  if (!event.held) return go(state, 'over', { do: 'rest' });
  if (phase.then !== 'resend') return settle(state, { to: 'giveUp', reason: phase.then.giveUp });
  return event.left ? go(state, 'announcing', { do: 'announceResend' }) : settle(state, { to: 'giveUp', reason: NOTHING_LEFT });
}

function answered(state: MessageState, outcome: SendOutcome, moment: MessageMoment): MessageStep {
  const { phase } = state;
  if (phase.at !== 'stopping') return settle(state, settleOutcome(outcome, historyAt(state, moment)));
  if (phase.why === 'takenOver') return go(state, 'over', { do: 'rest' });
  return settle(state, settleStopped(STOPPED[phase.why], historyAt(state, moment)));
}

const NOTHING_LEFT = 'its answer was lost, and nothing that it said is so any more';

const STOPPED = {
  changed: 'what it was to say had changed by the time that it was to be said',
  heldUp: 'its sender was held up, and may have lost the right to send it',
} as const;

function settle(state: MessageState, settlement: Settlement): MessageStep {
  return { state: { ...state, phase: { at: 'settling', settlement } }, effect: { do: 'settle', settlement } };
}

function go(
  state: MessageState,
  at: Exclude<MessagePhase['at'], 'dropping' | 'stopping' | 'settling'>,
  effect: MessageEffect,
): MessageStep {
  return { state: { ...state, phase: { at } }, effect };
}

function historyAt({ facts: { claimedAt, lost: _, ...known } }: MessageState, { now, random }: MessageMoment) {
  return { ...known, random, ageSeconds: (now - claimedAt) / 1_000 };
}

function expectPhase({ phase }: MessageState, { type }: MessageEvent, ...phases: readonly MessagePhase['at'][]): void {
  if (!phases.includes(phase.at)) throw misplaced(phase, type);
}

function misplaced({ at }: MessagePhase, type: MessageEvent['type']): Error {
  return new Error(`A message that is ${at} can not be ${type}`);
}
