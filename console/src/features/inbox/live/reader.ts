/**
 * Reads again what a live note says has changed: the first note at once, notes during a read once more after it, never
 * two reads of one thing at a time. A flood (a campaign's answers) is one read of everything instead of hundreds.
 */
export interface ReaderOptions {
  /** Reads one thing; failures are the reader's caller's to show. */
  read: (key: string) => Promise<void>;
  /** Called instead of single reads when more than `most` are waiting. */
  flood: () => Promise<void>;
  atOnce?: number;
  most?: number;
}

export class Reader {
  readonly #options: Required<ReaderOptions>;
  readonly #running = new Set<string>();
  readonly #again = new Set<string>();
  readonly #queue = new Set<string>();
  #flooding = false;

  constructor(options: ReaderOptions) {
    this.#options = { atOnce: 6, most: 40, ...options };
  }

  /** Something named `key` has changed. */
  changed(key: string): void {
    if (this.#running.has(key)) this.#again.add(key);
    else this.#queue.add(key);
    this.#go();
  }

  #go(): void {
    if (this.#flooding) return;
    if (this.#queue.size > this.#options.most) {
      this.#queue.clear();
      this.#flooding = true;
      void this.#settle(this.#options.flood()).then(() => {
        this.#flooding = false;
        this.#go();
      });
      return;
    }
    for (const key of this.#queue) {
      if (this.#running.size >= this.#options.atOnce) return;
      this.#queue.delete(key);
      this.#running.add(key);
      void this.#settle(this.#options.read(key)).then(() => {
        this.#running.delete(key);
        if (this.#again.delete(key)) this.#queue.add(key);
        this.#go();
      });
    }
  }

  /** A failed read is no reason to stop: the next note, or the resync after the gap, reads it again. */
  async #settle(work: Promise<void>): Promise<void> {
    await work.catch(() => undefined);
  }
}
