import type { BrandPack } from '../words/brand.ts';
import type { Post } from '../words/post.ts';
import { type BrandMatcher, type BrandMention, knownTokens, matchBrands } from './brand-match.ts';

/** What of a post tells whom it concerns. */
export type PostOnBrands = Pick<Post, 'text' | 'speaksFor' | 'aboutBrand'>;

/**
 * The brands that a post is evidence for. All named providers count (people name the cause they guess), but of the
 * brands that serve customers only the one spoken of first: in "Target is down so I went to Walmart" Walmart is company,
 * not subject. Alternatives ("is it Verizon or T-Mobile?") are evidence for none of them.
 */
export function brandsConcerned(matcher: BrandMatcher, post: PostOnBrands): BrandPack[] {
  if (post.aboutBrand !== undefined) return matcher.packs.filter(({ id }) => id === post.aboutBrand);
  const named = matchBrands(matcher, post.text);
  if (post.speaksFor !== undefined) return spokenFor(matcher, post.speaksFor, named);
  const mentions = withoutAlternatives(matcher, named, post.text);
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

const alternatives = new Set(['or', 'vs', 'versus', 'o']);
const alternativeReachWords = 4;
const longestQuestionWords = 25;

/**
 * In a short question the alternatives are all there is; in a long text the rest may still be a report. They stand between
 * two names: "are AWS and Cloudflare both down or is it just me?" has none.
 */
function withoutAlternatives(matcher: BrandMatcher, mentions: BrandMention[], text: string): BrandMention[] {
  if (mentions.length < 2 || !text.includes('?') || text.split(/\s+/).length > longestQuestionWords) return mentions;
  const tokens = knownTokens(matcher, text);
  const offered = mentions.some(({ at }, index) => {
    const next = mentions[index + 1]?.at ?? Number.POSITIVE_INFINITY;
    return next - at <= alternativeReachWords && tokens.slice(at, next).some(({ key }) => alternatives.has(key));
  });
  return offered ? [] : mentions;
}
