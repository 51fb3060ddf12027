import type { Gazetteer } from '../../src/core/geo/gazetteer.ts';
import type { Random } from '../../src/core/stats/random.ts';
import { samplePoisson } from '../../src/core/stats/sample-poisson.ts';
import { makePeople, type Person } from './people.ts';
import type { Happening, ScenarioPlan } from './plan.ts';
import { quietShape } from './quiet-shape.ts';
import type { Texts } from './texts.ts';
import { vary } from './vary.ts';

export interface ArchivePost {
  source: string;
  id: string;
  author: string;
  text: string;
  createdAt: string;
  lang: string;
  profileLocation?: string;
  fromBrand?: boolean;
}

export interface ScenarioTools {
  texts: Texts;
  gazetteer: Gazetteer;
  supportAccount: string;
  brandName: string;
  random: Random;
}

/** Shares of an ordinary day's mentions; everything else is neither. */
const background = { current: 0.05, chatter: 0.05, resolved: 0.015 };
const everydaySymptoms = [
  'login',
  'checkout_payment',
  'order_status',
  'slow_or_loading',
  'error_message',
  'crash',
  'other',
  'other',
  'other',
  'search_browse',
  'in_store',
  'notification',
  'account_data',
];

/** The posts of a plan in order of time. The same plan, texts and seed give the same posts. */
export function makeScenario(plan: ScenarioPlan, tools: ScenarioTools): ArchivePost[] {
  const startMs = Date.parse(plan.startsAt);
  const people = makePeople(tools.gazetteer, { count: Math.max(2_000, plan.mentionsPerDay * 3), random: tools.random });
  const writer = new Writer(plan, tools, people);
  for (let minute = 0; minute < plan.days * 1440; minute++) {
    const atMs = startMs + minute * 60_000;
    for (let n = samplePoisson((plan.mentionsPerDay / 1440) * quietShape(atMs), tools.random); n > 0; n--)
      writer.everyday(atMs);
    for (const happening of plan.happenings) {
      for (let n = samplePoisson(heightOf(happening, minute), tools.random); n > 0; n--) writer.happen(happening, atMs);
      if (
        happening.acknowledgedAfterMinutes !== undefined &&
        minute === happening.startMinute + happening.acknowledgedAfterMinutes
      )
        writer.acknowledge(atMs);
    }
  }
  return writer.posts.sort((a, b) =>
    a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : a.id < b.id ? -1 : 1,
  );
}

function heightOf({ startMinute, durationMinutes, perMinute, rampMinutes }: Happening, minute: number): number {
  const since = minute - startMinute;
  if (since < 0 || since >= durationMinutes + 15) return 0;
  if (since >= durationMinutes) return perMinute * 0.3 * (1 - (since - durationMinutes) / 15);
  return perMinute * Math.min(1, (since + 1) / Math.max(1, rampMinutes));
}

class Writer {
  readonly posts: ArchivePost[] = [];
  readonly #plan: ScenarioPlan;
  readonly #tools: ScenarioTools;
  readonly #people: Person[];
  readonly #copied: string;

  constructor(plan: ScenarioPlan, tools: ScenarioTools, people: Person[]) {
    this.#plan = plan;
    this.#tools = tools;
    this.#people = people;
    const { brandName } = tools;
    this.#copied = `Everyone share this: ${brandName} deleted all our accounts and the app is down on purpose, do not shop there any more, boycott ${brandName} today`;
  }

  everyday(atMs: number): void {
    const { texts, random } = this.#tools;
    const draw = random();
    const person = this.#pick(this.#people);
    if (draw < background.current) this.#write(person, this.#pick(texts.current(this.#pick(everydaySymptoms))), atMs);
    else if (draw < background.current + background.chatter) this.#write(person, this.#pick(texts.chatter), atMs);
    else if (draw < background.current + background.chatter + background.resolved)
      this.#write(person, this.#pick(texts.resolved), atMs);
    else this.#write(person, this.#pick(texts.none), atMs);
  }

  happen(happening: Happening, atMs: number): void {
    const { texts } = this.#tools;
    const person = this.#pick(this.#people);
    if (happening.kind === 'jokes' || happening.kind === 'news') this.#write(person, this.#pick(texts.chatter), atMs);
    else if (happening.kind === 'copies') this.#write(person, this.#copied, atMs);
    else if (happening.kind === 'flood')
      this.#write(this.#people[0]!, this.#pick(texts.current(this.#pick(everydaySymptoms))), atMs);
    else this.#report(happening, atMs);
  }

  acknowledge(atMs: number): void {
    const { supportAccount } = this.#tools;
    const person = { id: supportAccount, profileLocation: undefined, state: '' };
    this.#write(person, this.#plan.acknowledgement, atMs, true);
  }

  #report({ symptoms, states }: Happening, atMs: number): void {
    const { texts, random } = this.#tools;
    const here =
      states && states.length > 0 ? this.#people.filter(({ state }) => states.includes(state)) : this.#people;
    const symptom = weighted(Object.entries(symptoms ?? { site_down: 1 }), random());
    this.#write(this.#pick(here), this.#pick(texts.current(symptom)), atMs);
  }

  #write(person: Person, text: string, atMs: number, fromBrand = false): void {
    const { random } = this.#tools;
    const id = `${this.#plan.brand}-${this.posts.length}`;
    const createdAt = new Date(atMs + Math.floor(random() * 60_000)).toISOString();
    const post: ArchivePost = {
      source: this.#pick(this.#plan.sources),
      id,
      author: person.id,
      text: this.#say(text, fromBrand),
      createdAt,
      lang: 'en',
    };
    if (person.profileLocation !== undefined) post.profileLocation = person.profileLocation;
    if (fromBrand) post.fromBrand = true;
    this.posts.push(post);
  }

  /** Two people don't say a thing in the same words; a copied text is copied to the letter. */
  #say(text: string, fromBrand: boolean): string {
    return fromBrand || text === this.#copied
      ? text
      : vary(text, { brand: this.#tools.brandName, random: this.#tools.random });
  }

  #pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.#tools.random() * items.length)]!;
  }
}

/** One of the choices, each as likely as its weight says; `draw` is uniform in 0..1. */
function weighted(choices: [string, number][], draw: number): string {
  let left = draw * choices.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [choice, weight] of choices) {
    left -= weight;
    if (left <= 0) return choice;
  }
  return choices[0]![0];
}
