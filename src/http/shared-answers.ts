import type { Changes } from './context.ts';

/** Characters of an answer that is kept; what is longer is made anew each time. */
const longestKept = 262_144;
const mostKept = 400;

interface Kept {
  answer: { text: string; askedAt: number } | null;
  reading: Promise<string> | null;
}

export interface SharedAnswersOptions {
  /** Milliseconds for which an answer is good; 0: only what is asked while it is being made shares it. */
  keptMs: number;
  changes: Pick<Changes, 'subscribe'>;
  /** Monotonic, ms. */
  now?: () => number;
}

/**
 * Answers that are the same for everybody who may ask. When things go wrong hundreds of pages ask the same at once, beside
 * posts that flood in: one reading serves them all. An older answer is given while the next one is made, until it is twice
 * as old as one is good for; what pages were told to read anew is made anew.
 */
export class SharedAnswers {
  readonly #kept = new Map<string, Kept>();
  readonly #keptMs: number;
  readonly #now: () => number;

  constructor({ keptMs, changes, now = () => performance.now() }: SharedAnswersOptions) {
    this.#keptMs = keptMs;
    this.#now = now;
    changes.subscribe(() => this.forget());
  }

  /** The answer to the question that the key names. Rejects as `read` does, for all who wait for it; a failure isn't kept. */
  async of(key: string, read: () => Promise<string>): Promise<string> {
    const kept = this.#entry(key);
    const age = kept.answer ? this.#now() - kept.answer.askedAt : Number.POSITIVE_INFINITY;
    if (kept.answer && age < this.#keptMs) return kept.answer.text;
    kept.reading ??= this.#read(key, kept, read);
    return kept.answer && age < 2 * this.#keptMs ? kept.answer.text : kept.reading;
  }

  /** To be called after something was changed here. */
  forget(): void {
    this.#kept.clear();
  }

  #entry(key: string): Kept {
    const known = this.#kept.get(key);
    if (known) return known;
    const kept: Kept = { answer: null, reading: null };
    this.#kept.set(key, kept);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= mostKept) break;
      this.#kept.delete(oldest);
    }
    return kept;
  }

  #read(key: string, kept: Kept, read: () => Promise<string>): Promise<string> {
    const askedAt = this.#now();
    const drop = () => {
      if (this.#kept.get(key) === kept) this.#kept.delete(key);
    };
    const reading = read().then((text) => {
      kept.answer = { text, askedAt };
      kept.reading = null;
      if (this.#keptMs === 0 || text.length > longestKept) drop();
      return text;
    });
    reading.catch(drop);
    return reading;
  }
}
