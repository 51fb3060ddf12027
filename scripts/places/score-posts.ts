import type { LabeledPost } from './labeled-posts.ts';

/** What was said of posts. */
export interface PlaceScore {
  posts: number;
  /** Posts that tell a state, and those of which it was found. */
  told: number;
  found: number;
  /** Posts of which a state was said, and those where the post names it at all, the writer's or not. */
  said: number;
  named: number;
}

/** Compares said states (null: none) with the posts' own. */
export function scorePosts(posts: readonly LabeledPost[], answers: readonly (string | null)[]): PlaceScore {
  const score: PlaceScore = { posts: posts.length, told: 0, found: 0, said: 0, named: 0 };
  for (const [i, { states, elsewhere }] of posts.entries()) {
    const answer = answers[i] ?? null;
    if (states.length > 0) score.told++;
    if (answer === null) continue;
    score.said++;
    if (states.includes(answer)) score.found++;
    if (states.includes(answer) || elsewhere.includes(answer)) score.named++;
  }
  return score;
}

/** Recall, precision and the share of answers that the post names at all. */
export function scoreLine({ posts, told, found, said, named }: PlaceScore): string {
  const share = (n: number, of: number): string => (of === 0 ? '-' : `${(n / of).toFixed(3)} (${n} of ${of})`);
  return `${posts} posts: recall ${share(found, told)}, precision ${share(found, said)}, named at all ${share(named, said)}`;
}
