import type { BrandPack } from '../../core/words/brand.ts';
import type { Context } from '../context.ts';
import { readStatusFacts, type StatusFacts } from './status-facts.ts';

const freshMs = 5_000;
const patienceMs = 2_000;

export interface Told {
  facts: StatusFacts;
  /** The store could not be asked: this is what was known before. */
  isOld: boolean;
}

/** What the status pages tell. One reading serves everybody for some seconds, and outlives a store that fails or hangs. */
export class StatusCopies {
  readonly #context: Context;
  readonly #known = new Map<string, { readAt: number; facts: StatusFacts }>();
  readonly #reading = new Map<string, Promise<StatusFacts>>();

  constructor(context: Context) {
    this.#context = context;
  }

  /** Rejects only when nothing was ever known. */
  async of(pack: BrandPack): Promise<Told> {
    const known = this.#known.get(pack.id);
    if (known && this.#context.clock.now() - known.readAt < freshMs) return { facts: known.facts, isOld: false };
    const reading = this.#read(pack);
    if (!known) return { facts: await reading, isOld: false };
    const facts = await inTime(reading).catch((error: unknown) => {
      this.#context.events.requestFailed('/status/:brand', error);
      return null;
    });
    return facts ? { facts, isOld: false } : { facts: known.facts, isOld: true };
  }

  #read(pack: BrandPack): Promise<StatusFacts> {
    const running = this.#reading.get(pack.id);
    if (running) return running;
    const readAt = this.#context.clock.now();
    const reading = readStatusFacts(this.#context, pack)
      .then((facts) => {
        this.#known.set(pack.id, { readAt, facts });
        return facts;
      })
      .finally(() => this.#reading.delete(pack.id));
    this.#reading.set(pack.id, reading);
    return reading;
  }
}

function inTime<Value>(work: Promise<Value>): Promise<Value | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), patienceMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
