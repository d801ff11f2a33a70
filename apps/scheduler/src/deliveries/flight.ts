import type { Channel, OutgoingMessage } from '../channels/index.js';
import {
  claimed,
  step,
  type BodyAnswer,
  type MessageEffect,
  type MessageEvent,
  type MessageState,
  type Settlement,
  type StopReason,
} from '../delivery-core/index.js';
import type { Claim, ClaimedMessage } from './claimed-message.js';
import { notMade } from './composition.js';

/** What a sending asks of the ledger and of the words: everything that reads or writes. */
export interface FlightDeck {
  /** As much of the message as can be told, in words; or why nothing can. */
  word(message: ClaimedMessage): Promise<Worded>;
  /** Asks whether the body may begin, and notes that it does. */
  noteBody(message: ClaimedMessage): Promise<BodyAnswer>;
  /** Lets go of what is owed no longer. Answers what is left, or `undefined` if the message is another's by now. */
  dropPast(message: ClaimedMessage): Promise<ClaimedMessage | undefined>;
  /** Notes that the message goes out once more. Answers whether it is still in these hands. */
  announceResend(message: ClaimedMessage): Promise<boolean>;
  settle(message: ClaimedMessage, settlement: Settlement): Promise<void>;
  /** Told when a channel throws, which none should. */
  broke(message: ClaimedMessage, error: unknown): void;
}

/** A message and the words for it, or why there are none. */
export type Worded = { readonly message: ClaimedMessage } & (
  { readonly outgoing: OutgoingMessage } | { readonly failure: string }
);

/** Why the body did not begin, as the channel is told. */
const WHY_STOPPED: Record<StopReason, string> = {
  takenOver: 'another process has taken this message over',
  heldUp: 'the process was held up and may have lost its lease',
  changed: 'what the message says is no longer so',
};

/** One claimed message in one sender's hands: does what the delivery core says, and tells it what came of that. */
export class Flight {
  private state: MessageState;
  private message: ClaimedMessage;
  private settlement: Settlement | undefined;
  private readonly tookOff = performance.now();

  constructor(
    { message, lost }: Claim,
    private readonly channel: Channel,
    private readonly deck: FlightDeck,
  ) {
    this.message = message;
    const { attempts, resent, claimedAt } = message;
    this.state = claimed({
      lost,
      attempts,
      resent,
      claimedAt: claimedAt.getTime(),
      canBeAsked: channel.canBeAsked,
      dropsRepeats: channel.dropsRepeats,
    });
  }

  /** Sees the message through. Answers how it was settled; `undefined` if that is another's to do by now. */
  async fly(): Promise<Settlement | undefined> {
    let event: MessageEvent | undefined = { type: 'taken' };
    while (event) event = await this.perform(this.next(event));
    return this.settlement;
  }

  private next(event: MessageEvent): MessageEffect {
    // As long as it has been in these hands, by the database's time when it was claimed.
    const now = this.message.now.getTime() + (performance.now() - this.tookOff);
    const { state, effect } = step(this.state, event, { now, random: Math.random() });
    this.state = state;
    return effect;
  }

  private async perform(effect: MessageEffect): Promise<MessageEvent | undefined> {
    switch (effect.do) {
      case 'send':
        return this.send();
      case 'look':
        return { type: 'traced', trace: await this.look() };
      case 'dropPast': {
        const left = await this.deck.dropPast(this.message);
        this.message = left ?? this.message;
        return { type: 'dropped', held: left !== undefined, left: (left?.count ?? 0) > 0 };
      }
      case 'announceResend': {
        const held = await this.deck.announceResend(this.message);
        this.message = { ...this.message, resent: true };
        return { type: 'announced', held };
      }
      case 'settle':
        await this.deck.settle(this.message, effect.settlement);
        this.settlement = effect.settlement;
        return { type: 'settled' };
      case 'noteBody':
      case 'writeBody':
      case 'stop':
        throw new Error(`${effect.do} is done within a call of the channel`);
      case 'rest':
        return undefined;
    }
  }

  /** One provider call. Words fail as a refusal does: for good, and before anybody was called. */
  private async send(): Promise<MessageEvent> {
    const worded = await this.deck.word(this.message);
    this.message = worded.message;
    if ('failure' in worded) return { type: 'answered', outcome: { kind: 'refused', reason: worded.failure } };
    try {
      return { type: 'answered', outcome: await this.channel.send(worded.outgoing, () => this.beginBody()) };
    } catch (error) {
      this.deck.broke(this.message, error);
      return { type: 'broke', reason: notMade(error) };
    }
  }

  private async beginBody(): Promise<void> {
    this.next({ type: 'bodyBegins' });
    const effect = this.next({ type: 'bodyNoted', answer: await this.deck.noteBody(this.message) });
    if (effect.do === 'stop') throw new Error(WHY_STOPPED[effect.why]);
  }

  private async look() {
    try {
      return await this.channel.look(this.message);
    } catch (error) {
      this.deck.broke(this.message, error);
      return 'unknown';
    }
  }
}
