import { z } from 'zod';
import type { BrandPack } from '../../core/words/brand.ts';
import type { Clock } from '../../ports/clock.ts';
import { type Source, SourceError } from '../../ports/source.ts';
import type { Fetcher } from '../net/fetcher.ts';
import { sourceKinds } from './registry.ts';

/** A source as it is wanted. */
export interface SourceWish {
  id: string;
  kind: string;
  settings: Record<string, unknown>;
  brands: readonly BrandPack[];
  clock: Clock;
  fetcher: Fetcher;
  random: () => number;
  keyOf: (text: string) => string;
}

export interface OpenedSource {
  source: Source;
  everyMs: number;
  /** By which it gives its posts out. */
  clock: Clock;
}

/** Opens one source. Throws SourceError `misconfigured` that names kind, setting and remedy. */
export function openSource(wish: SourceWish): OpenedSource {
  const entry = sourceKinds.find(({ kind }) => kind === wish.kind);
  if (!entry) {
    const known = sourceKinds.map(({ kind }) => kind).join(', ');
    throw new SourceError('misconfigured', `there is no kind of source "${wish.kind}"; there are ${known}`);
  }
  const settings = entry.settings.safeParse(wish.settings);
  if (!settings.success)
    throw new SourceError('misconfigured', `source ${wish.id}: ${z.prettifyError(settings.error)}`);
  const { id, brands, clock, fetcher, random, keyOf } = wish;
  const source = entry.create(settings.data, { id, brands, clock, fetcher, random, keyOf });
  return { source, clock, everyMs: entry.everyMs };
}
