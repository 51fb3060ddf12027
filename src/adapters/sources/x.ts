import { z } from 'zod';
import type { Source, SourcePage } from '../../ports/source.ts';
import { accountsOn, queriesFor } from './brand-words.ts';
import { type SourceContext, sourceEntry } from './entry.ts';
import { readCursor } from './items.ts';
import { createRota } from './rota.ts';
import { createBudget, spendSchema } from './x-budget.ts';
import { createXClient } from './x-client.ts';
import { budgetShare, rechecker, xRecheckEveryMs } from './x-recheck.ts';
import { asker, type XParts, xPosition } from './x-round.ts';
import { type XSettings, xSettings } from './x-settings.ts';

const cursorSchema = z.object({ spend: spendSchema, rota: z.string() });

/** X charges for every post: counts are asked first, posts are bought when it matters, and the budget is never passed. */
function create(options: XSettings, context: SourceContext): Source {
  const { id, clock } = context;
  const client = createXClient(options, context);
  const budget = createBudget(budgetShare(options, 1 - options.recheckShare));
  const packQueries = queriesFor(context.brands, 'x', (brand) => [
    [
      ...[...brand.words, ...brand.handles.map((handle) => `@${handle}`)].map(quoted),
      ...accountsOn('x', [brand]).map((name) => `from:${name}`),
    ].join(' OR '),
  ]);
  const queries = [...new Set([...packQueries, ...options.queries])];
  const parts: XParts = { options, context, client, budget, queries, looks: new Map() };
  const rota = createRota({ source: id, places: queries, position: xPosition, ask: asker(parts) });

  async function fetchSince(cursor: string | null, signal: AbortSignal): Promise<SourcePage> {
    const saved = cursor === null ? null : readCursor(cursor, cursorSchema, id);
    if (saved) budget.recall(saved.spend, clock.now());
    const page = await rota.fetchSince(saved?.rota ?? null, signal);
    const spend = budget.spent(clock.now());
    return { ...page, spentUsd: spend.monthUsd, cursor: JSON.stringify({ spend, rota: page.cursor }) };
  }

  const looking = options.recheckShare > 0 && { recheck: rechecker(parts), recheckEveryMs: xRecheckEveryMs };
  return { id, kind: 'x', ...rota, fetchSince, ...looking, close: async () => client.close() };
}

function quoted(word: string): string {
  return /^@?\w+$/.test(word) ? word : `"${word.replaceAll('"', '')}"`;
}

export const x = sourceEntry({
  kind: 'x',
  description: 'Posts of X by recent search; counts are watched and posts bought within a budget.',
  keyless: false,
  everyMs: 120_000,
  settings: xSettings,
  create,
});
