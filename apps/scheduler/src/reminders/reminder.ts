/** A planned reminder as its alarm needs it. */
export interface Armable {
  readonly id: string;
  readonly generation: number;
  readonly dueAt: Date;
  /** Milliseconds until it is due by the database's clock; not positive once it is. */
  readonly dueInMs: number;
}

/** A reminder that no longer holds, and whose alarm may be taken down. */
export interface Disarmable {
  readonly id: string;
  readonly generation: number;
}

/** What a change of a credential did to its reminders. */
export interface PlanChange {
  readonly planned: readonly Armable[];
  readonly cancelled: readonly Disarmable[];
}
