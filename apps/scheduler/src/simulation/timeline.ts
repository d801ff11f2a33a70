/** Something that happens at an instant. */
interface Happening {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
  isOff: boolean;
}

/** Virtual time: it stands still while something happens, and jumps to whatever happens next. */
export class Timeline {
  private readonly heap: Happening[] = [];
  private order = 0;
  private instant = 0;

  /** Milliseconds since the beginning. */
  get now(): number {
    return this.instant;
  }

  /** Has something happen so many milliseconds from now; answers how to call it off. What is due at once happens in order. */
  after(milliseconds: number, run: () => void): () => void {
    const happening = { at: this.instant + Math.max(0, milliseconds), order: this.order++, run, isOff: false };
    this.push(happening);
    return () => {
      happening.isOff = true;
    };
  }

  /** Lets everything happen that does until then. */
  runUntil(end: number): void {
    for (let next = this.heap[0]; next && next.at <= end; next = this.heap[0]) {
      this.pop();
      if (next.isOff) continue;
      this.instant = next.at;
      next.run();
    }
    this.instant = end;
  }

  private push(happening: Happening): void {
    const { heap } = this;
    let place = heap.push(happening) - 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!isBefore(happening, heap[parent])) break;
      this.swap(place, parent);
      place = parent;
    }
  }

  private pop(): void {
    const { heap } = this;
    const last = heap.pop();
    if (heap.length === 0 || !last) return;
    heap[0] = last;
    for (let place = 0; ;) {
      const [left, right] = [2 * place + 1, 2 * place + 2];
      let first = isBefore(heap[left], heap[place]) ? left : place;
      if (isBefore(heap[right], heap[first])) first = right;
      if (first === place) return;
      this.swap(place, first);
      place = first;
    }
  }

  private swap(one: number, other: number): void {
    const [a, b] = [this.heap[one], this.heap[other]];
    if (a) this.heap[other] = a;
    if (b) this.heap[one] = b;
  }
}

function isBefore(one: Happening | undefined, other: Happening | undefined): boolean {
  if (!one || !other) return one !== undefined;
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}
