import type { z } from 'zod';
import type { BrandPack } from '../../core/words/brand.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Source } from '../../ports/source.ts';
import type { Fetcher } from '../net/fetcher.ts';

/** What every source is given besides its settings. */
export interface SourceContext {
  /** Id of the configured instance; first part of every post id. */
  id: string;
  brands: readonly BrandPack[];
  fetcher: Fetcher;
  clock: Clock;
  /** 0 ≤ x < 1, for jitter. */
  random: () => number;
  /** Salted one-way key of what would name a person: an id that holds its author's outlives the post's text. */
  keyOf: (text: string) => string;
}

/** A kind of source as registered. */
export interface SourceEntry<Settings extends z.ZodObject = z.ZodObject> {
  kind: string;
  /** One sentence for people who configure it. */
  description: string;
  /** True when it works without an account. */
  keyless: boolean;
  /** Usual time between two rounds, ms; a setting of the scheduler may change it. */
  everyMs: number;
  /** Every field has a default unless the source can't know it, and a sentence. Secrets carry `meta({ secret: true })`. */
  settings: Settings;
  create(settings: z.output<Settings>, context: SourceContext): Source;
}

/** Keeps the settings' type for `create`, and lets the registry hold entries of different settings. */
export function sourceEntry<Settings extends z.ZodObject>(entry: SourceEntry<Settings>): SourceEntry {
  return entry as unknown as SourceEntry;
}
