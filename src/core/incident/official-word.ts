import type { OfficialWord } from '../words/incident.ts';
import { durationText } from './duration-text.ts';

/** Something that the brand itself said: its support account, its status page. */
export interface OwnPost {
  at: number;
  kind: 'ack' | 'current' | 'resolved';
  url: string | null;
}

/**
 * The brand's first word that admits a fault and its all-clear, from its own posts in order of time. An all-clear that is
 * followed by another admission was none.
 */
export function officialWordOf(posts: OwnPost[]): OfficialWord {
  const admissions = posts.filter(({ kind }) => kind !== 'resolved');
  const lastAdmission = admissions.at(-1)?.at ?? -Infinity;
  const clear = posts.find(({ kind, at }) => kind === 'resolved' && at > lastAdmission);
  const first = admissions[0];
  return { firstWordAt: first?.at ?? null, firstWordUrl: first?.url ?? null, allClearAt: clear?.at ?? null };
}

/** The brand's words in words: how long customers went without one, and when all was said to be well. */
export function officialText({ firstWordAt, allClearAt }: OfficialWord, onsetAt: number, nowMs: number): string {
  const after = (at: number) =>
    at >= onsetAt ? `${durationText((at - onsetAt) / 60_000)} after the onset` : 'before the onset';
  const first =
    firstWordAt === null
      ? `none for ${durationText((nowMs - onsetAt) / 60_000)} since the onset`
      : `first ${after(firstWordAt)}`;
  return allClearAt === null ? first : `${first}; all-clear ${after(allClearAt)}`;
}
