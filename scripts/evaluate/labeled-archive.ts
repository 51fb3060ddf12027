import type { Random } from '../../src/core/stats/random.ts';
import { samplePoisson } from '../../src/core/stats/sample-poisson.ts';
import type { Post } from '../../src/core/words/post.ts';
import type { Person } from '../scenario/people.ts';
import { quietShape } from '../scenario/quiet-shape.ts';

/** A real post with a person's verdict, as `bench/classify/real-dev.jsonl` has it. */
export interface LabeledPost {
  text: string;
  lang: string | null;
  brand: string | null;
  report: 'current' | 'resolved' | 'ack' | 'chatter' | 'none';
  symptoms: string[];
  certainty: number;
}

/** What happens to a brand on the last day but one of an archive. */
export interface Trouble {
  startMinute: number;
  durationMinutes: number;
  posts: number;
  kind: LabeledPost['report'];
  /** Rises to full height over the whole time. */
  slow?: boolean;
  symptom?: string;
  states?: string[];
  /** Another brand's trouble. */
  brand?: string;
  /** One text again and again, or one person. */
  same?: 'text' | 'author';
}

export interface ArchivePlan {
  days: number;
  mentionsPerDay: number;
  trouble: Trouble | null;
}

export interface ArchiveTools {
  brand: string;
  posts: readonly LabeledPost[];
  people: readonly Person[];
  random: Random;
  startMs: number;
}

/** Of a brand's ordinary mentions, those that report a fault. */
const everydayShare = 0.05;
const sources = ['bluesky', 'reddit', 'mastodon'];

/**
 * An archive made of real posts: each day is filled with what people say of brands, in another order, and the trouble with
 * what they say when something is broken. Their brands' names become this brand's, so that the classifier has to read the rest.
 */
export function labeledArchive(plan: ArchivePlan, tools: ArchiveTools): Post[] {
  const { random } = tools;
  const of = (kinds: string[]) => tools.posts.filter(({ report }) => kinds.includes(report));
  const archive: Post[] = [];
  const write = (minute: number, labeled: LabeledPost, changes: Partial<Post> & { brand?: string } = {}) => {
    const { brand = tools.brand, ...rest } = changes;
    const person = pick(tools.people, random);
    const source = pick(sources, random);
    const nativeId = `p${archive.length}`;
    const post = { id: `${source}:${nativeId}`, source, nativeId, author: person.id, text: aboutBrand(labeled, brand) };
    const createdAt = tools.startMs + minute * 60_000 + Math.floor(random() * 60_000);
    const place = person.profileLocation === undefined ? {} : { profileLocation: person.profileLocation };
    archive.push({ ...post, lang: 'en', createdAt, ...place, ...rest });
  };
  for (let day = 0; day < plan.days; day++) {
    const quiet = endless(shuffled(of(['none', 'chatter']), random));
    const faults = endless(shuffled(of(['current']), random));
    for (let minute = day * 1440; minute < (day + 1) * 1440; minute++) {
      const mean = (plan.mentionsPerDay / 1440) * quietShape(tools.startMs + minute * 60_000);
      for (let n = samplePoisson(mean, random); n > 0; n--)
        write(minute, random() < everydayShare ? faults() : quiet());
    }
  }
  if (plan.trouble) writeTrouble(plan.trouble, { of, write, tools });
  return archive.sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
}

interface Writing {
  of: (kinds: string[]) => LabeledPost[];
  write: (minute: number, labeled: LabeledPost, changes?: Partial<Post> & { brand?: string }) => void;
  tools: ArchiveTools;
}

function writeTrouble(trouble: Trouble, { of, write, tools: { people, random } }: Writing): void {
  const fitting = of([trouble.kind]).filter(({ symptoms }) => !trouble.symptom || symptoms.includes(trouble.symptom));
  const texts = endless(shuffled(fitting, random));
  const first = texts();
  const there = people.filter(({ state, profileLocation }) => trouble.states?.includes(state) && profileLocation);
  for (let n = 0; n < trouble.posts; n++) {
    const share = trouble.slow ? Math.sqrt(random()) : random();
    const minute = trouble.startMinute + Math.floor(share * trouble.durationMinutes);
    const somebody = trouble.states ? pick(there, random) : pick(people, random);
    const person = trouble.same === 'author' ? people[0]! : somebody;
    const place = person.profileLocation === undefined ? {} : { profileLocation: person.profileLocation };
    const changes = { author: person.id, ...place, ...(trouble.brand ? { brand: trouble.brand } : {}) };
    write(minute, trouble.same === 'text' ? first : texts(), changes);
  }
}

/** The text with its own brand's name replaced, or addressed to the brand where it names none. */
function aboutBrand({ text, brand }: LabeledPost, name: string): string {
  const own = brand === null ? null : new RegExp(`@?${escaped(brand).replaceAll(' ', '\\s?')}`, 'gi');
  return own?.test(text) ? text.replace(own, name) : `@${name} ${text}`;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function pick<T>(items: readonly T[], random: Random): T {
  return items[Math.floor(random() * items.length)]!;
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  const copy = [...items];
  for (let i = copy.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [copy[i], copy[j]] = [copy[j]!, copy[i]!];
  }
  return copy;
}

/** Items in turn, from the beginning again after the last. */
function endless<T>(items: readonly T[]): () => T {
  let next = 0;
  return () => items[next++ % items.length]!;
}
