import type { SendOutcome } from '../delivery-core/index.js';
import type { Design } from './design.js';
import { KeysService } from './keys-service.js';
import type { DeliveryRow, Snapshot } from './ledger-rows.js';
import { Ledger } from './ledger.js';
import { Network } from './network.js';
import { Node } from './node.js';
import { PlanBook } from './plan-book.js';
import { Random } from './random.js';
import { Redis } from './redis.js';
import { Scheduler } from './scheduler.js';
import { Sinks } from './sinks.js';
import { Timeline } from './timeline.js';

/** When the simulation begins, by the database's clock. */
export const BEGINNING = Date.parse('2027-01-01T00:00:00Z');

/** Everything there is: a keys service, two schedulers, what lies between them, and who is told. */
export class World {
  readonly random: Random;
  readonly timeline = new Timeline();
  readonly network: Network;
  readonly keys = new KeysService();
  readonly sinks = new Sinks();
  readonly redis: Redis;
  readonly book: PlanBook;
  readonly ledger: Ledger;
  /** Every process: the schedulers, and the keys service last. */
  readonly nodes: readonly [Node, Node, Node];
  /** How far each scheduler's clock is ahead, in milliseconds. */
  readonly clockErrors = [0, 0];
  /** How providers answer at the moment instead of accepting, if at all. */
  mood: { readonly probability: number; readonly outcome: ReturnType<World['whim']> } = { probability: 0, outcome: undefined };

  /** `note` is told in words what happens, for whoever wants to follow it. */
  constructor(
    seed: number,
    design: Design,
    readonly note: (happening: string) => void = () => undefined,
  ) {
    const random = new Random(seed);
    this.random = random;
    this.network = new Network({ timeline: this.timeline, random });
    this.redis = new Redis(this.timeline, { ring: () => this.wake('watch'), publish: () => this.wake('hearing') });
    this.book = new PlanBook({ design, audience });
    this.ledger = new Ledger(this.book, design);
    const keysNode = new Node({
      timeline: this.timeline,
      network: this.network,
      routines: () => [() => this.keys.relay(this.redis)],
    });
    this.nodes = [this.scheduler(0, design), this.scheduler(1, design), keysNode];
    for (const node of this.nodes) node.start();
  }

  /** Milliseconds since 1970, by the database's clock. */
  get now(): number {
    return BEGINNING + this.timeline.now;
  }

  /** Changes a credential, as a user of the keys service does. */
  change(change: Omit<Snapshot, 'version' | 'replacedBy'>): void {
    this.keys.change(this.now, change);
    const { cid, expiration, revokedAt } = change;
    this.note(`${cid} is ${revokedAt === null ? `to end at ${expiration?.expiresAt ?? 'no time'}` : 'revoked'}`);
    this.wake('relay');
  }

  private wake(name: string): void {
    for (const node of this.nodes) node.wake(name);
  }

  private whim(): Exclude<SendOutcome, { kind: 'accepted' | 'unknown' }> | undefined {
    return this.random.chance(this.mood.probability) ? this.mood.outcome : undefined;
  }

  private scheduler(place: number, design: Design): Node {
    const { random, book, ledger, redis, sinks, timeline, network } = this;
    const scheduler = new Scheduler({
      ...{
        design,
        random,
        book,
        ledger,
        redis,
        sinks,
        note: (text: string) => this.note(`scheduler ${String(place + 1)} ${text}`),
      },
      databaseNow: () => this.now,
      workerNow: () => this.now + (this.clockErrors[place] ?? 0),
      monotonic: () => timeline.now,
      whim: () => this.whim(),
      node: () => node,
    });
    const node: Node = new Node({ timeline, network, routines: () => scheduler.routines() });
    return node;
  }
}

function audience({ owner }: Snapshot): readonly Pick<DeliveryRow, 'channel' | 'recipient'>[] {
  return [
    { channel: 'EMAIL', recipient: owner },
    { channel: 'SLACK', recipient: '#ops' },
  ];
}
