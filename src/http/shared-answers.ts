import type { Changes } from './context.ts';

/** Characters of an answer that is kept; what is longer is made anew each time. */
const longestKept = 262_144;
const mostKept = 400;

/** `change`: how many changes were known when it was asked for. */
interface Answer {
  text: string;
  askedAt: number;
  change: number;
}

interface Kept {
  answer: Answer | null;
  reading: { text: Promise<string>; change: number } | null;
}

export interface SharedAnswersOptions {
  /** Milliseconds for which an answer is good; 0: only what is asked while it is being made shares it. */
  keptMs: number;
  changes: Pick<Changes, 'subscribe'>;
  /** Monotonic, ms. */
  now?: () => number;
}

/**
 * Answers that are the same for everybody who may ask. When things go wrong hundreds of pages and programs ask the same at once,
 * beside posts that flood in: one reading serves them all. An older answer is given while the next one is made, until it is twice
 * as old as one is good for; who asks for it anew waits for one that knows of all changes that pages were told of.
 */
export class SharedAnswers {
  readonly #kept = new Map<string, Kept>();
  readonly #keptMs: number;
  readonly #now: () => number;
  #changes = 0;

  constructor({ keptMs, changes, now = () => performance.now() }: SharedAnswersOptions) {
    this.#keptMs = keptMs;
    this.#now = now;
    changes.subscribe(() => this.#changes++);
  }

  /** The answer to the question that the key names. Rejects as `read` does, for all who wait for it; a failure isn't kept. */
  of(key: string, read: () => Promise<string>, { anew }: { anew: boolean }): Promise<string> {
    const kept = this.#entry(key);
    const { answer } = kept;
    const knowsAll = answer?.change === this.#changes;
    const age = answer ? this.#now() - answer.askedAt : Number.POSITIVE_INFINITY;
    if (answer && age < this.#keptMs && (knowsAll || !anew)) return Promise.resolve(answer.text);
    if (!kept.reading || (anew && kept.reading.change !== this.#changes)) this.#read(key, kept, read);
    return answer && age < 2 * this.#keptMs && !anew ? Promise.resolve(answer.text) : kept.reading!.text;
  }

  /** To be called after something was changed here: whoever did it sees it. */
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

  #read(key: string, kept: Kept, read: () => Promise<string>): void {
    const [askedAt, change] = [this.#now(), this.#changes];
    const drop = () => {
      if (this.#kept.get(key) === kept) this.#kept.delete(key);
    };
    const text = read().then((found) => {
      if (!kept.answer || kept.answer.change <= change) kept.answer = { text: found, askedAt, change };
      if (kept.reading === reading) kept.reading = null;
      if (this.#keptMs === 0 || found.length > longestKept) drop();
      return found;
    });
    text.catch(drop);
    const reading = { text, change };
    kept.reading = reading;
  }
}
