import { seededRandom } from '../../src/core/stats/random.ts';
import { samplePoisson } from '../../src/core/stats/sample-poisson.ts';

/** A stretch of an archive: posts a minute that report a fault, and that only name the brand. */
export interface Phase {
  minutes: number;
  reports: number;
  talk: number;
}

const reportTexts = [
  'brightcart app is down',
  'brightcart website not loading',
  'can’t log in to brightcart',
  'brightcart checkout keeps failing',
  'is brightcart down? nothing loads',
  'brightcart app won’t open',
  'brightcart payment not going through',
];
const talkTexts = [
  'bought socks at brightcart today',
  'love the brightcart near me',
  'brightcart has great prices',
  'going to brightcart later',
  'met my cousin at brightcart',
];

/** 2 March 2026, 00:00 UTC. */
export const archiveStart = Date.UTC(2026, 2, 2);

/** Lines of an archive in which each post is of a person of its own, on two sources in turn; 24 hours hold 1,440 minutes of phases. */
export function phasedLines(phases: readonly Phase[], seed: number): string[] {
  const random = seededRandom(seed);
  const posts: { at: number; post: Record<string, unknown> }[] = [];
  let minute = 0;
  for (const { minutes, reports, talk } of phases)
    for (const end = minute + minutes; minute < end; minute++)
      for (const [texts, mean] of [
        [reportTexts, reports],
        [talkTexts, talk],
      ] as const)
        for (let n = samplePoisson(mean, random); n > 0; n--) {
          const text = texts[Math.floor(random() * texts.length)]!;
          const id = `p${posts.length}`;
          const at = archiveStart + minute * 60_000 + Math.floor(random() * 60_000);
          const source = posts.length % 2 === 0 ? 'bluesky' : 'mastodon';
          posts.push({ at, post: { source, id, author: `a-${id}`, text, lang: 'en' } });
        }
  return posts
    .sort((a, b) => a.at - b.at)
    .map(({ at, post }) => JSON.stringify({ ...post, createdAt: new Date(at).toISOString() }));
}
