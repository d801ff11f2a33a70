import type { ChannelName } from '../channels/index.js';
import { claimed, step, type MessageEffect, type MessageEvent, type SendOutcome } from '../delivery-core/index.js';
import type { Design } from './design.js';
import type { ModelClaim } from './ledger-rows.js';
import { LEASE_MS, type Ledger } from './ledger.js';
import type { Node } from './node.js';
import type { PlanBook } from './plan-book.js';
import type { Random } from './random.js';
import type { Redis } from './redis.js';
import { Away, call, insist, rest, type Routine } from './routine.js';
import type { Sinks } from './sinks.js';

/** How often, in milliseconds, a sweep looks for what was forgotten: rarer than in earnest, so that much time passes quickly. */
const SWEEP_MS = 2 * 60 * 60_000;

/** How long, in milliseconds, a routine rests after a failure. */
const AFTER_FAILURE_MS = 5_000;

/** How long, in milliseconds, a consumer waits for an entry before it asks again. */
const CONSUMER_MS = 60 * 60_000;

/** All that a scheduler process has to do with. */
export interface Surroundings {
  readonly design: Design;
  readonly random: Random;
  readonly book: PlanBook;
  readonly ledger: Ledger;
  readonly redis: Redis;
  readonly sinks: Sinks;
  /** Milliseconds since 1970, by the database's clock. */
  readonly databaseNow: () => number;
  /** By the process's own clock, which may be far off. */
  readonly workerNow: () => number;
  /** Milliseconds by a clock of the process's own that only grows. */
  readonly monotonic: () => number;
  /** Whether the provider refuses or delays this message, as a fault has it. */
  readonly whim: (channel: ChannelName) => Exclude<SendOutcome, { kind: 'accepted' | 'unknown' }> | undefined;
  readonly node: () => Node;
  /** Told in words what it does. */
  readonly note: (happening: string) => void;
}

/** A message in a sender's hands, and what it is about by now. */
interface SimulatedFlight {
  readonly claim: ModelClaim;
  about: ModelClaim['owed'];
}

/** One scheduler process: it hears events, watches what falls due, sends, and sweeps. */
export class Scheduler {
  private readonly inHand = new Set<string>();

  constructor(private readonly around: Surroundings) {}

  /** What it does, each beside the others. */
  routines(): readonly (() => Routine)[] {
    this.inHand.clear();
    return [
      () => this.hearing(),
      () => this.watching(),
      () => this.sweeping(),
      ...SENDERS.map((sender) => () => this.sending(sender)),
    ];
  }

  private get dueNow(): number {
    return this.around.design.clock === 'database' ? this.around.databaseNow() : this.around.workerNow();
  }

  private *hearing(): Routine {
    const { redis, book } = this.around;
    for (;;) {
      try {
        const event = yield* call('redis', () => redis.read());
        if (event) {
          const planned = yield* call('database', () => book.hear(event.id, event.snapshot, this.around.databaseNow()));
          yield* call('redis', () => redis.acknowledge(event));
          for (const reminder of planned) {
            const name = `${reminder.cid} ${reminder.expiry} ${String(reminder.leadDays)}`;
            yield* call('redis', () => redis.setAlarm(name, reminder.dueAt - this.around.workerNow()));
          }
          if (this.around.design.sweeps && planned.length > 0) this.around.node().wake('watch');
          continue;
        }
      } catch {
        // It is read again.
      }
      yield* rest(CONSUMER_MS, 'hearing');
    }
  }

  private *watching(): Routine {
    const { book, design } = this.around;
    for (;;) {
      let restMs = SWEEP_MS;
      try {
        const { fired, nextAt } = yield* call('database', () => ({ fired: book.fireDue(this.dueNow), nextAt: book.nextDueAt() }));
        if (fired > 0) for (const { name } of SENDERS) this.around.node().wake(name);
        restMs = Math.min(Math.max(nextAt - this.around.databaseNow(), 1), SWEEP_MS);
      } catch {
        restMs = AFTER_FAILURE_MS;
      }
      yield* rest(design.sweeps ? restMs : Infinity, 'watch');
    }
  }

  private *sweeping(): Routine {
    const { design, book, node } = this.around;
    while (design.sweeps) {
      try {
        yield* call('database', () => book.expire(this.around.databaseNow()));
        node().wake('watch');
      } catch {
        // The next sweep does it.
      }
      yield* rest(SWEEP_MS);
    }
  }

  private *sending({ channel, name }: (typeof SENDERS)[number]): Routine {
    const { ledger } = this.around;
    for (;;) {
      let restMs = AFTER_FAILURE_MS;
      try {
        const { claim, nextAt } = yield* call('database', () => {
          const claim = ledger.claim(channel, { now: this.dueNow, inHand: this.inHand });
          return { claim, nextAt: claim ? 0 : ledger.nextAt(channel) };
        });
        if (claim) {
          this.inHand.add(claim.id);
          try {
            yield* this.see(claim);
          } finally {
            this.inHand.delete(claim.id);
          }
          continue;
        }
        restMs = Math.min(Math.max(nextAt - this.around.databaseNow(), 100), SWEEP_MS);
      } catch {
        // The database is away: what was claimed is taken over when its lease ends.
      }
      yield* rest(restMs, name);
    }
  }

  /** Sees a message through, step by step of the very core that sends in earnest. */
  private *see(claim: ModelClaim): Routine {
    const { design, ledger } = this.around;
    if (design.marks === 'onlyBefore') yield* call('database', () => ledger.settle(claim, DELIVERED, this.around.databaseNow()));
    const flight: SimulatedFlight = { claim, about: claim.owed };
    let state = claimed({
      lost: claim.lost && design.looks,
      attempts: Math.max(0, ...claim.owed.map(({ attempts }) => attempts)),
      resent: claim.message.resent,
      claimedAt: claim.message.claimedAt,
      canBeAsked: claim.message.channel === 'SLACK',
      dropsRepeats: false,
    });
    for (let event: MessageEvent | undefined = { type: 'taken' }; event;) {
      const next = step(state, event, { now: this.around.databaseNow(), random: this.around.random.next() });
      state = next.state;
      this.around.note(`${claim.id} (${claim.message.channel} to ${claim.message.recipient}): ${describe(event)}`);
      event = yield* this.perform(flight, next.effect);
    }
  }

  private *perform(flight: SimulatedFlight, effect: MessageEffect): Routine<MessageEvent | undefined> {
    const { ledger } = this.around;
    const { claim } = flight;
    const now = () => this.around.databaseNow();
    switch (effect.do) {
      case 'send':
        return yield* this.open(claim);
      case 'noteBody':
        return yield* this.noteBody(claim);
      case 'writeBody':
        return { type: 'answered', outcome: yield* this.write(flight) };
      case 'stop':
        return { type: 'answered', outcome: { kind: 'later', reason: effect.why } };
      case 'look':
        return { type: 'traced', trace: yield* this.look(claim) };
      case 'dropPast':
        return this.dropped(flight, yield* insist('database', () => ledger.dropPast(claim)));
      case 'announceResend':
        return { type: 'announced', held: yield* call('database', () => ledger.announceResend(claim, now())) };
      case 'settle':
        if (this.around.design.marks !== 'onlyBefore')
          yield* insist('database', () => ledger.settle(claim, effect.settlement, now()));
        return { type: 'settled' };
      case 'rest':
        return undefined;
    }
  }

  private dropped(flight: SimulatedFlight, left: ModelClaim['owed'] | undefined): MessageEvent {
    flight.about = left ?? [];
    return { type: 'dropped', held: left !== undefined, left: flight.about.length > 0 };
  }

  /** The provider call up to its body. */
  private *open({ message: { channel } }: ModelClaim): Routine<MessageEvent> {
    try {
      const whim = yield* call(channel, () => this.around.whim(channel));
      return whim ? { type: 'answered', outcome: whim } : { type: 'bodyBegins' };
    } catch {
      return { type: 'answered', outcome: { kind: 'later', reason: 'no connection' } };
    }
  }

  private *noteBody(claim: ModelClaim): Routine<MessageEvent> {
    const askedAt = this.around.monotonic();
    try {
      const answer = yield* call('database', () => this.around.ledger.noteBody(claim, this.around.databaseNow()));
      const heldUp = this.around.design.fences && this.around.monotonic() - askedAt > LEASE_MS / 2;
      return { type: 'bodyNoted', answer: answer === 'mayBegin' && heldUp ? 'heldUp' : answer };
    } catch {
      return { type: 'answered', outcome: { kind: 'later', reason: 'the database is away' } };
    }
  }

  private *write({ claim: { message }, about }: SimulatedFlight): Routine<SendOutcome> {
    try {
      yield* call(message.channel, () => this.around.sinks.take(message, about, this.around.databaseNow()));
      return { kind: 'accepted', providerRef: message.id };
    } catch (error) {
      // A connection that is refused at this moment is not told from one that is lost: the body may have gone out.
      return error instanceof Away && message.channel === 'SLACK'
        ? { kind: 'later', reason: 'no connection' }
        : { kind: 'unknown', reason: 'the answer was lost' };
    }
  }

  private *look({ message: { id, channel, bodyBegun } }: ModelClaim): Routine<'accepted' | 'absent' | 'unknown'> {
    if (channel === 'EMAIL') return bodyBegun ? 'unknown' : 'absent';
    try {
      return (yield* call('SLACK', () => this.around.sinks.shows(id))) ? 'accepted' : 'absent';
    } catch {
      return 'unknown';
    }
  }
}

function describe(event: MessageEvent): string {
  const { type, ...more } = event;
  return [type, ...Object.values(more).map((value) => JSON.stringify(value))].join(' ');
}

/** Two senders for each channel, by the names that they rest under. */
const SENDERS = (['EMAIL', 'SLACK'] as const).flatMap((channel) =>
  [1, 2].map((place) => ({ channel, name: `${channel} ${String(place)}` })),
);

const DELIVERED = { to: 'deliver', providerRef: null } as const;
