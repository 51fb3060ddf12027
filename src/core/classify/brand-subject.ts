import type { BrandPack } from '../words/brand.ts';
import type { Post } from '../words/post.ts';
import { type BrandMatcher, type BrandMention, matchBrands } from './brand-match.ts';

/**
 * The brands that a post is evidence for. All named providers count (people name the cause they guess), but of the
 * brands that serve customers only the one spoken of first: in "Target is down so I went to Walmart" Walmart is company,
 * not subject. Alternatives ("is it Verizon or T-Mobile?") are evidence for none of them.
 */
export function brandsConcerned(matcher: BrandMatcher, post: Post): BrandPack[] {
  if (post.aboutBrand !== undefined) return matcher.packs.filter(({ id }) => id === post.aboutBrand);
  const named = matchBrands(matcher, post.text);
  if (post.speaksFor !== undefined) return spokenFor(matcher, post.speaksFor, named);
  const mentions = withoutAlternatives(named, post.text);
  const packs = mentions.flatMap(({ brand }) => matcher.packs.filter(({ id }) => id === brand));
  const subject = packs.find(({ role }) => role === 'brand');
  return packs.filter((pack) => pack === subject || pack.role === 'provider');
}

/**
 * A brand's own account speaks of itself even where it doesn't say its name, and whomever else it names. One that several brands
 * share speaks for those of them that it names: its word for one mustn't count as another's.
 */
function spokenFor(matcher: BrandMatcher, ids: readonly string[], named: readonly BrandMention[]): BrandPack[] {
  const own = matcher.packs.filter(({ id }) => ids.includes(id));
  return own.length === 1 ? own : own.filter(({ id }) => named.some(({ brand }) => brand === id));
}

const alternative = /\b(?:or|vs\.?|versus|o)\b/i;
const alternativeReachWords = 4;

function withoutAlternatives(mentions: BrandMention[], text: string): BrandMention[] {
  if (mentions.length < 2 || !alternative.test(text)) return mentions;
  const words = text.split(/\s+/).length;
  const [first, second] = mentions as [BrandMention, BrandMention];
  const close = second.at - first.at <= alternativeReachWords;
  // In a short question the alternatives are all there is; in a long text the rest may still be a report.
  return close && words <= 25 && /\?/.test(text) ? [] : mentions;
}
