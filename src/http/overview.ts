import { readBrandFigures } from '../store/read/brand-states.ts';
import { exposureFrom, onlySince, readGaps, readSince, readWeights, type Weights } from '../store/read/exposure.ts';
import { handedIn, type SourceScope } from '../store/read/source-scope.ts';
import { readSources, type SourceHealth } from '../store/read/sources.ts';
import { brandAnswer } from './answers/brand-answer.ts';
import { watchedMinute } from './as-of.ts';
import { scopeOf } from './brand-scope.ts';
import type { Ground } from './context.ts';
import type { BrandSummary } from './schemas.ts';

const hourMinutes = 60;
const overviewMs = 2_000;
const weightsMs = 600_000;

/** The state of all brands. Hundreds of pages ask for it at once: one reading serves them until something changes. */
export class Overview {
  readonly #context: Ground;
  readonly #weights = new Map<string, { until: number; weights: Promise<Weights> }>();
  readonly #since = new Map<string, number>();
  #present: { until: number; brands: Promise<BrandSummary[]> } | null = null;

  constructor(context: Ground) {
    this.#context = context;
    context.changes.subscribe(() => {
      this.#present = null;
    });
  }

  brands(): Promise<BrandSummary[]> {
    const now = this.#context.clock.now();
    if (this.#present && this.#present.until > now && now > this.#present.until - 2 * overviewMs)
      return this.#present.brands;
    const brands = this.#read();
    const present = { until: now + overviewMs, brands };
    this.#present = present;
    brands.catch(() => {
      if (this.#present === present) this.#present = null;
    });
    return brands;
  }

  async #read(): Promise<BrandSummary[]> {
    const context = this.#context;
    const { database } = context;
    const ids = [...context.brandById.keys()];
    const figures = await readBrandFigures(database);
    const nowMinute = Math.floor(context.clock.now() / 60_000);
    const sources = await readSources(database, nowMinute - hourMinutes);
    const others = watchedMinute(context, new Map([...figures].map(([id, { asOfMinute }]) => [id, asOfMinute])));
    const asOfMinutes = ids.map((id) => figures.get(id)?.asOfMinute ?? others);
    const ends = asOfMinutes.map((minute) => minute ?? nowMinute);
    const gaps = await readGaps(database, { from: Math.min(...ends) - hourMinutes, to: Math.max(...ends) });
    const answers: BrandSummary[] = [];
    for (const [i, id] of ids.entries()) {
      const scope = scopeOf(context, id);
      const weights = gaps.length === 0 ? [] : await this.#weightsOf(id, ends[i]! - hourMinutes);
      answers.push(
        brandAnswer(context, context.brandById.get(id)!, {
          figures: figures.get(id),
          asOfMinute: asOfMinutes[i]!,
          sources: sources.filter((source) => isRead(source) && speaksOf(scope, source.id)),
          exposureAt: onlySince(await this.#sinceOf(id, ends[i]! - hourMinutes), exposureFrom(weights, gaps)),
        }),
      );
    }
    return answers;
  }

  /** One that is read for longer than the hour need not be looked up again. */
  async #sinceOf(brand: string, from: number): Promise<number> {
    const known = this.#since.get(brand);
    if (known !== undefined && known <= from) return known;
    const since = await readSince(this.#context.database, brand, { from, sources: scopeOf(this.#context, brand) });
    this.#since.set(brand, since);
    return since;
  }

  /** A week of mentions is summed once in ten minutes. */
  #weightsOf(brand: string, before: number): Promise<Weights> {
    const now = this.#context.clock.now();
    const known = this.#weights.get(brand);
    if (known && known.until > now) return known.weights;
    const sources = scopeOf(this.#context, brand);
    const weights = readWeights(this.#context.database, brand, { before, sources });
    this.#weights.set(brand, { until: now + weightsMs, weights });
    weights.catch(() => this.#weights.delete(brand));
    return weights;
  }
}

/** What people hand in by themselves tells nothing about whether we can see. */
function isRead({ state, kind }: SourceHealth): boolean {
  return state !== 'off' && !handedIn.includes(kind);
}

function speaksOf(scope: SourceScope, source: string): boolean {
  return scope.ids.includes(source) === scope.only;
}
