import type { Expiration } from '../reminders/index.js';
import type { ServiceName } from './routine.js';
import { BEGINNING, type World } from './world.js';

const [SECOND, MINUTE, HOUR, DAY] = [1_000, 60_000, 3_600_000, 86_400_000];

/** How long, in milliseconds since the beginning, things go wrong; afterwards everything is put right. */
const TROUBLED_MS = 18 * DAY;

/** When everything has to be over. */
export const LONGEST_MS = 33 * DAY;

const OWNERS = ['ada@example.com', 'grace@example.com', 'joan@example.com'] as const;

/** Has a world's credentials come and change, and its parts fail, all by its seed. */
export class Weather {
  /** Instants at which something falls due: near them things happen more often than elsewhere. */
  private readonly hotspots: number[] = [];

  constructor(private readonly world: World) {}

  /** Lays out what will happen. */
  brew(): void {
    const { random } = this.world;
    const credentials = Math.floor(random.between(3, 9));
    for (let place = 0; place < credentials; place += 1) this.credential(`ak${String(place)}`);
    const faults = Math.floor(random.between(4, 16));
    for (let place = 0; place < faults; place += 1) this.at(this.someInstant(), () => this.strike());
    this.at(TROUBLED_MS, () => this.clear());
  }

  private credential(cid: string): void {
    const { random } = this.world;
    const bornAt = random.between(0, 5 * DAY);
    const owner = random.pick(OWNERS);
    const original = this.anEnd(bornAt);
    let endsAt = original;
    this.at(bornAt, () => this.set(cid, owner, endsAt));
    const edits = random.chance(0.5) ? Math.floor(random.between(1, 4)) : 0;
    for (let edit = 0; edit < edits; edit += 1) {
      const changesAt = Math.max(bornAt + SECOND, this.someInstant());
      const kind = random.next();
      if (kind < 0.15) this.at(changesAt, () => this.set(cid, owner, null));
      else {
        const chosen = kind < 0.45 ? original : this.anEnd(changesAt);
        endsAt = chosen;
        this.at(changesAt, () => this.set(cid, owner, chosen));
      }
    }
  }

  /** An end after `from`, in milliseconds since the beginning: often one that others have, too, so that there are digests. */
  private anEnd(from: number): number {
    const { random } = this.world;
    const days = Math.floor(random.between(1, 13));
    const end = random.chance(0.4) ? (Math.floor(from / DAY) + days) * DAY : from + days * DAY + random.between(0, DAY);
    for (const lead of [7, 1])
      this.hotspots.push(end - lead * DAY, end - lead * DAY - (end % DAY) + 9 * HOUR - (end % DAY === 0 ? DAY : 0));
    return end;
  }

  private set(cid: string, owner: string, endsAt: number | null): void {
    const { world } = this;
    const latest = world.keys.latest(cid);
    if (latest && latest.revokedAt !== null) return;
    const revokedAt = endsAt === null ? new Date(world.now).toISOString() : null;
    if (endsAt !== null && endsAt <= world.timeline.now) return;
    const expiration = endsAt === null ? (latest?.expiration ?? null) : expirationAt(BEGINNING + endsAt, world.now);
    world.change({ cid, owner, expiration, revokedAt });
  }

  /** One thing that goes wrong now. */
  private strike(): void {
    const { world } = this;
    const { random, network } = world;
    const node = random.pick(world.nodes);
    const strikes: readonly (readonly [string, () => void])[] = [
      ['a process is killed', () => this.kill(node)],
      ['a process is killed', () => this.kill(node)],
      ['a process is stopped', () => node.stopFor(random.between(SECOND, 5 * MINUTE))],
      ['the database is cut off', () => network.cutOff('database', random.between(SECOND, HOUR))],
      ['Redis is cut off', () => network.cutOff('redis', random.between(SECOND, 6 * HOUR))],
      ['a provider is cut off', () => network.cutOff(random.pick(['EMAIL', 'SLACK']), random.between(SECOND, 20 * HOUR))],
      ['replies begin to be lost', () => this.loseReplies()],
      ['replies begin to be lost', () => this.loseReplies()],
      ['somebody will be struck in the middle of something', () => this.ambush()],
      ['somebody will be struck in the middle of something', () => this.ambush()],
      ['somebody will be struck in the middle of something', () => this.ambush()],
      ['somebody will be struck in the middle of something', () => this.ambush()],
      ['Redis forgets everything', () => world.redis.flush()],
      ['an old event comes once more', () => this.replay()],
      ['two events change places', () => world.redis.reorder()],
      ["a scheduler's clock is set", () => this.setClock()],
      ['a provider sulks', () => this.sulk()],
    ];
    const [what, strike] = strikes[Math.floor(random.next() * strikes.length)] ?? ['nothing happens', () => undefined];
    world.note(what);
    strike();
  }

  private kill(node: World['nodes'][number]): void {
    node.kill();
    this.world.timeline.after(this.world.random.between(SECOND, 20 * MINUTE), () => node.start());
  }

  /** Kills or stops whoever is in the middle of something, at one of its next waits. */
  private ambush(): void {
    const { random, network } = this.world;
    const isKilled = random.chance(0.5);
    network.ambush(
      random.pick<ServiceName>(['database', 'database', 'EMAIL', 'SLACK']),
      Math.ceil(random.between(0, 6)),
      (victim) => {
        if (!isKilled) {
          victim.stopFor(random.between(SECOND, 5 * MINUTE));
          return;
        }
        victim.kill();
        for (const node of this.world.nodes) {
          this.world.timeline.after(random.between(SECOND, 20 * MINUTE), () => node.start());
        }
      },
    );
  }

  private loseReplies(): void {
    const { random, network, timeline } = this.world;
    const service = random.pick<ServiceName>(['database', 'redis', 'EMAIL', 'SLACK']);
    network.lose(service, random.between(0.2, 0.9));
    timeline.after(random.between(MINUTE, 12 * HOUR), () => network.lose(service, 0));
  }

  /** An event comes once more, long after. */
  private replay(): void {
    const { world } = this;
    const event = world.keys.published(world.random.next());
    if (event) world.redis.publish(event);
  }

  private setClock(): void {
    const { clockErrors, random } = this.world;
    clockErrors[random.chance(0.5) ? 0 : 1] = random.chance(0.3) ? 0 : random.between(-8 * DAY, 8 * DAY);
  }

  /** Providers refuse or delay for a while. */
  private sulk(): void {
    const { world } = this;
    const reason = 'a whim';
    const outcome = world.random.pick<NonNullable<World['mood']['outcome']>>([
      { kind: 'later', reason },
      { kind: 'later', reason, retryAfterSeconds: 30 },
      { kind: 'misconfigured', reason },
    ]);
    world.mood = { probability: world.random.between(0.3, 1), outcome };
    world.timeline.after(world.random.between(MINUTE, 8 * HOUR), () => {
      world.mood = { probability: 0, outcome: undefined };
    });
  }

  private clear(): void {
    const { world } = this;
    world.note('everything is put right');
    world.network.heal();
    world.mood = { probability: 0, outcome: undefined };
    world.clockErrors.fill(0);
    for (const node of world.nodes) node.start();
  }

  private at(instant: number, run: () => void): void {
    this.world.timeline.after(instant, run);
  }

  /** An instant of the troubled time: mostly a few seconds around one at which something falls due. */
  private someInstant(): number {
    const { random } = this.world;
    const [first, ...others] = this.hotspots;
    if (first === undefined || random.chance(0.3)) return random.between(0, TROUBLED_MS);
    const spread = random.chance(0.5) ? 2 * SECOND : 2 * MINUTE;
    return Math.min(Math.max(0, random.pick([first, ...others]) + random.between(-spread / 2, spread)), TROUBLED_MS - 1);
  }
}

function expirationAt(expiresAt: number, setAt: number): Expiration {
  const last = new Date(expiresAt - 1).toISOString();
  return {
    ...{ precision: 'instant', date: last.slice(0, 10), timeZone: 'UTC' },
    ...{ expiresAt: new Date(expiresAt).toISOString(), setAt: new Date(setAt).toISOString() },
  };
}
