import type { Clock } from '#libs/kernel';

/** Names messages the way Slack does, `seconds.microseconds`: always later than the one before, even within a millisecond. */
export class TimestampSource {
  private last = 0;

  constructor(private readonly clock: Clock) {}

  next(): string {
    this.last = Math.max(this.clock.now().getTime() * 1000, this.last + 1);
    return formatted(this.last);
  }
}

/** The microseconds since 1970 that a timestamp names, `seconds` or `seconds.fraction`; undefined for anything else. */
export function microsecondsOf(timestamp: string): number | undefined {
  const match = /^(\d{1,12})(?:\.(\d{1,6})\d*)?$/.exec(timestamp);
  return match ? Number(match[1]) * 1_000_000 + Number((match[2] ?? '').padEnd(6, '0')) : undefined;
}

function formatted(micros: number): string {
  return `${Math.floor(micros / 1_000_000)}.${String(micros % 1_000_000).padStart(6, '0')}`;
}
