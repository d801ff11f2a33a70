/** Where the time comes from. Everything that needs "now" takes one of these, so that tests decide what time it is. */
export interface Clock {
  now(): Date;
}

/** The machine's own clock. Good enough to stamp and to log; whether a reminder is due is asked of the database. */
export const systemClock: Clock = { now: () => new Date() };

/** A clock that stands still until it is moved: for tests and simulations. */
export class FixedClock implements Clock {
  constructor(private instant: Date) {}

  now(): Date {
    return this.instant;
  }

  moveTo(instant: Date): void {
    this.instant = instant;
  }
}
