/**
 * Faults waiting for their moment, in order. Only the first is armed: when it has happened `times` times it leaves and the
 * next is armed. One without `times` stays until the queue is replaced.
 */
export class FaultQueue<F extends { readonly times?: number | undefined }> {
  private faults: readonly F[] = [];

  /** Forgets what was waiting and arms the first of these; none of them clears the queue. */
  replace(faults: readonly F[]): void {
    this.faults = faults;
  }

  /** What is still to come, `times` counted down. */
  list(): readonly F[] {
    return this.faults;
  }

  /** The armed fault, counted as happened, if this is its moment. */
  take(isMoment: (fault: F) => boolean): F | undefined {
    const [armed, ...rest] = this.faults;
    if (!armed || !isMoment(armed)) return undefined;
    if (armed.times !== undefined) this.faults = armed.times > 1 ? [{ ...armed, times: armed.times - 1 }, ...rest] : rest;
    return armed;
  }
}
