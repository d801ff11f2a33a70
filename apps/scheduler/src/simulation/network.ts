import type { Random } from './random.js';
import { Away, LostReply, type ServiceName, type Wait } from './routine.js';
import type { Timeline } from './timeline.js';

/** How long, in milliseconds, a call may take at most before whoever made it gives up. */
const PATIENCE_MS = 20_000;

// One of each is enough, and takes no time to make.
const [AWAY, LOST] = [new Away('The service is away'), new LostReply('The reply was lost')];

interface NetworkParts {
  readonly timeline: Timeline;
  readonly random: Random;
}

/** Whoever calls, as far as a fault may strike them. */
export interface Victim {
  kill(): void;
  stopFor(milliseconds: number): void;
}

/** A fault that waits for a call: it strikes whoever makes the last of so many. */
interface Ambush {
  readonly service: ServiceName;
  callsLeft: number;
  readonly strike: (victim: Victim) => void;
}

interface Carriage {
  readonly caller: Victim;
  /** Whether whoever called still was there to send it. */
  readonly isSent: () => boolean;
  readonly answer: (reply: { readonly value?: unknown; readonly error?: Error }) => void;
}

/** Carries calls to services and answers back: late, not at all, or the one without the other. */
export class Network {
  private readonly awayUntil = new Map<ServiceName, number>();
  /** How probably an answer is lost. */
  private readonly losses = new Map<ServiceName, number>();
  private readonly ambushes: Ambush[] = [];

  constructor(private readonly parts: NetworkParts) {}

  /** Nobody reaches the service for so long. */
  cutOff(service: ServiceName, milliseconds: number): void {
    this.awayUntil.set(service, this.parts.timeline.now + milliseconds);
  }

  /** From now on an answer of the service is lost with this probability. */
  lose(service: ServiceName, probability: number): void {
    this.losses.set(service, probability);
  }

  /** Strikes whoever makes the last of the next so many calls to a service, at the moment that it arrives there. */
  ambush(service: ServiceName, callsLeft: number, strike: (victim: Victim) => void): void {
    this.ambushes.push({ service, callsLeft, strike });
  }

  /** From now on everything arrives. */
  heal(): void {
    this.ambushes.length = 0;
    this.awayUntil.clear();
    this.losses.clear();
  }

  carry({ service, run }: Extract<Wait, { kind: 'call' }>, { caller, isSent, answer }: Carriage): void {
    const { timeline } = this.parts;
    timeline.after(this.latency(service), () => {
      // Whoever was killed meanwhile had sent the call, or had not.
      if (!isSent() && this.parts.random.chance(0.5)) return;
      if (timeline.now < (this.awayUntil.get(service) ?? 0)) {
        timeline.after(this.latency(service), () => answer({ error: AWAY }));
        return;
      }
      const value = run();
      this.spring(service, caller);
      const isLost = this.parts.random.chance(this.losses.get(service) ?? 0);
      const wait = isLost && this.parts.random.chance(0.5) ? PATIENCE_MS : this.latency(service);
      timeline.after(wait, () => answer(isLost ? { error: LOST } : { value }));
    });
  }

  private spring(service: ServiceName, caller: Victim): void {
    for (const ambush of this.ambushes) {
      if (ambush.service !== service) continue;
      ambush.callsLeft -= 1;
      if (ambush.callsLeft === 0) ambush.strike(caller);
    }
  }

  private latency(service: ServiceName): number {
    const { random } = this.parts;
    const usual = service === 'database' || service === 'redis' ? 3 : 300;
    return random.between(usual / 3, random.chance(0.05) ? usual * 20 : usual);
  }
}
