import { compileSpeakers } from '../../core/classify/own-accounts.ts';
import type { FetchedPost, Rechecked } from '../../ports/source.ts';
import { goneFrom } from './fetched-post.ts';
import { readCursor } from './items.ts';
import { createBudget, spendSchema } from './x-budget.ts';
import { idInstant, lookupReply, newerEdits, numericId, postFields, readPosts } from './x-posts.ts';
import type { XParts } from './x-round.ts';

/** Each look costs a read: once a day is enough, or the youngest few posts would take all of the budget. */
export const xRecheckEveryMs = 86_400_000;

/**
 * What became of posts delivered earlier; as many as rechecks may pay for. Their part of the budget is their own and what they spent of it
 * is their own memory, so that searching never has to know of them, nor they of it, for the budget to hold after a restart.
 */
export function rechecker({ context, client, options }: Omit<XParts, 'budget' | 'looks' | 'queries'>) {
  const budget = createBudget(budgetShare(options, options.recheckShare));
  const speakerOf = compileSpeakers(context.brands);

  async function lookUp(ids: string[], signal: AbortSignal) {
    const query = { ids: ids.join(','), ...postFields };
    const reply = await client.call({ path: 'tweets', query, schema: lookupReply, signal });
    budget.charge(reply.data.length, context.clock.now());
    const { posts } = readPosts(reply, { source: context.id, where: 'posts asked for again', speakerOf });
    return { reply, posts };
  }

  return async (nativeIds: string[], signal: AbortSignal, memory?: string | null): Promise<Rechecked> => {
    const now = context.clock.now();
    if (memory) budget.recall(readCursor(memory, spendSchema, context.id), now);
    const asked = budget.affordable({ wanted: Math.min(100, nativeIds.length), least: 1 }, now);
    const ids = nativeIds.slice(0, asked).filter((nativeId) => numericId.test(nativeId));
    const posts = ids.length > 0 ? await outcomeOf(ids, signal) : [];
    const spend = budget.spent(now);
    return { asked, posts, memory: JSON.stringify(spend), spentUsd: spend.monthUsd };
  };

  async function outcomeOf(ids: string[], signal: AbortSignal): Promise<FetchedPost[]> {
    const now = context.clock.now();
    const first = await lookUp(ids, signal);
    // Of an edited post X gives, under its first id, the text before the edit: what it says now must be bought under its last id.
    const edits = newerEdits(first.reply.data);
    const wanted = [...edits.values()].slice(0, budget.affordable({ wanted: edits.size, least: 0 }, now));
    const edited = wanted.length > 0 ? (await lookUp(wanted, signal)).posts : [];
    // Deleted, protected and suspended ones are named as errors: none of them may be shown any longer.
    const gone = first.reply.errors.flatMap(({ resource_id: nativeId }) =>
      nativeId && ids.includes(nativeId) ? [goneFrom(context.id, nativeId, idInstant(nativeId) ?? now)] : [],
    );
    return [...first.posts.filter(({ nativeId }) => !edits.has(nativeId)), ...edited, ...gone];
  }
}

/** A part of what may be spent. */
export function budgetShare(options: XParts['options'], share: number) {
  const { dailyBudgetUsd, monthlyBudgetUsd, unitPriceUsd } = options;
  const part = (usd: number) => Math.round(usd * share * 1e6) / 1e6;
  return { dailyUsd: part(dailyBudgetUsd), monthlyUsd: part(monthlyBudgetUsd), unitUsd: unitPriceUsd };
}
