/** How many places there are. */
const PLACES = 8;

interface Waiting {
  readonly size: number;
  readonly enter: () => void;
}

/** Where work is done: in a few places, side by side, first come, first served. */
export class Places {
  private free = PLACES;
  private readonly waiting: Waiting[] = [];

  /** Does the work as soon as there is a place for it; `alone`: as soon as nobody else is at work, and nobody begins meanwhile. */
  async work<T>(work: () => Promise<T>, { alone = false } = {}): Promise<T> {
    const size = alone ? PLACES : 1;
    await new Promise<void>((enter) => {
      this.waiting.push({ size, enter });
      this.admit();
    });
    try {
      return await work();
    } finally {
      this.free += size;
      this.admit();
    }
  }

  private admit(): void {
    for (let next = this.waiting[0]; next !== undefined && next.size <= this.free; next = this.waiting[0]) {
      this.waiting.shift();
      this.free -= next.size;
      next.enter();
    }
  }
}
