/** Items on their way from a connection to one reader: bounded, in order, and ended once. */

/** `drop-oldest` makes room for the newest; `refuse` says no, and the owner decides what that means. */
export type Overflow = "drop-oldest" | "refuse";

interface Reader<T> {
  resolve(result: IteratorResult<T, undefined>): void;
  reject(error: unknown): void;
}

const DONE: IteratorReturnResult<undefined> = { value: undefined, done: true };

export class Queue<T> {
  /** How many items were dropped to make room. */
  dropped = 0;

  private readonly items: { item: T; counted: boolean }[] = [];
  private counted = 0;
  private readonly readers: Reader<T>[] = [];
  private ended = false;
  private error: unknown;

  constructor(
    private readonly limit: number,
    private readonly overflow: Overflow,
  ) {}

  get size(): number {
    return this.items.length;
  }

  /** Add an item; false when there is no room for it, or nobody will read it any more. What is not counted has room. */
  push(item: T, counted = true): boolean {
    if (this.ended) return false;
    const reader = this.readers.shift();
    if (reader) {
      reader.resolve({ value: item, done: false });
      return true;
    }
    if (counted && this.counted >= this.limit && !this.makeRoom()) return false;
    this.items.push({ item, counted });
    if (counted) this.counted += 1;
    return true;
  }

  /** The next item; when ended, first what still waits, then the error once, then nothing more. */
  take(): Promise<IteratorResult<T, undefined>> {
    const first = this.shift();
    if (first) return Promise.resolve({ value: first.item, done: false });
    if (!this.ended) return new Promise((resolve, reject) => this.readers.push({ resolve, reject }));
    const error = this.error;
    this.error = undefined;
    return error === undefined ? Promise.resolve(DONE) : Promise.reject(error);
  }

  /** Take nothing more. What waits can still be read, then readers get `error`, or the end. */
  end(error?: unknown): void {
    if (this.ended) return;
    this.ended = true;
    this.error = error;
    for (const reader of this.readers.splice(0)) {
      if (this.error === undefined) {
        reader.resolve(DONE);
      } else {
        reader.reject(this.error);
        this.error = undefined;
      }
    }
  }

  /** End, and forget what waits. */
  discard(): void {
    this.end();
    this.items.length = this.counted = 0;
    this.error = undefined;
  }

  private makeRoom(): boolean {
    if (this.overflow === "refuse") return false;
    this.shift();
    this.dropped += 1;
    return true;
  }

  private shift(): { item: T; counted: boolean } | undefined {
    const first = this.items.shift();
    if (first?.counted) this.counted -= 1;
    return first;
  }
}
