/** Work, and who it is done for. */
export interface Passage<T> {
  readonly id: string;
  readonly work: () => Promise<T>;
}

/** Lets work of one id through one by one, whatever becomes of it, and of each id at most `capacity` wait. */
export class Turnstile {
  private readonly queues = new Map<string, { last: Promise<unknown>; length: number }>();

  constructor(private readonly capacity: number) {}

  /** What the work resolves with, done after all that came before it; `undefined`, without doing it, if too much waits. */
  pass<T>({ id, work }: Passage<T>): Promise<T> | undefined {
    const queue = this.queues.get(id) ?? { last: Promise.resolve(), length: 0 };
    if (queue.length > this.capacity) return undefined;
    this.queues.set(id, queue);
    queue.length += 1;
    const done = queue.last.then(work);
    queue.last = done
      .catch(() => undefined)
      .finally(() => {
        queue.length -= 1;
        if (queue.length === 0) this.queues.delete(id);
      });
    return done;
  }
}
