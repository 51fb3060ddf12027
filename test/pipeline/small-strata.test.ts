import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { explainStratum } from '../../src/commands/explain-stratum.ts';
import type { Transition } from '../../src/core/words/incident.ts';
import type { Post } from '../../src/core/words/post.ts';
import type { Database } from '../../src/ports/database.ts';
import { type Corridor, corridorContext, openCorridor } from '../support/corridor.ts';
import { openTestDatabase } from '../support/database.ts';
import { brandPack } from '../support/fake-service.ts';
import { emptyTables, startAt, startMinute } from '../support/ingest-world.ts';
import { type MadeSpan, madePosts } from '../support/made-posts.ts';

// So many that what is believed of its reports beforehand is near the truth.
const pack = brandPack({ mentionsPerDay: 30_000 });
const learned = 2 * 1_440;
const onset = learned + 60;
const outageEnd = onset + 45;
const end = outageEnd + 150;

/** People of a place report a symptom. */
function reportsFrom(place: string, seed: number, span: Omit<MadeSpan, 'text'> & { symptom: string }): Post[] {
  return madePosts([{ ...span, text: `northwind ${span.symptom} is down` }], seed).map((post) => ({
    ...post,
    id: `${post.id}-${seed}`,
    author: `${post.author}-${seed}`,
    profileLocation: place,
  }));
}

/** Login troubles all over the country but hardly in Texas, where people report other things. */
const usual = [
  ...madePosts([{ from: 0, to: end, perMinute: 0.6, text: 'northwind delivered my parcel' }], 31),
  ...['Denver, CO', 'Boston, MA', 'Los Angeles, CA'].flatMap((place, i) => [
    ...reportsFrom(place, 40 + i, { from: 0, to: end, perMinute: 0.15, symptom: 'login' }),
    ...reportsFrom(place, 50 + i, { from: 0, to: end, perMinute: 0.06, symptom: 'search_browse' }),
  ]),
  ...reportsFrom('Houston, TX', 34, { from: 0, to: end, perMinute: 0.3, symptom: 'search_browse' }),
  ...reportsFrom('Houston, TX', 35, { from: 0, to: end, perMinute: 0.002, symptom: 'login' }),
];
const outage = reportsFrom('Houston, TX', 36, { from: onset, to: outageEnd, perMinute: 0.8, symptom: 'login' });
const eventful = [...usual, ...outage];
const writtenIn = ({ createdAt }: Post) => Math.floor((createdAt - startAt) / 60_000);

let database: Database;
let undisturbed: Transition[];
beforeAll(async () => {
  database = await openTestDatabase();
}, 60_000);
afterAll(() => database.close());

/** The past in two steps, then five minutes at a time. */
async function live(
  posts: Post[],
  { restart, arrival = writtenIn }: { restart?: (minute: number) => boolean; arrival?: (post: Post) => number } = {},
): Promise<Transition[]> {
  await emptyTables(database);
  const corridor: Corridor = openCorridor(database, [pack]);
  const transitions: Transition[] = [];
  let taken = 0;
  const inArrival = posts
    .map((post) => ({ post, at: arrival(post) }))
    .sort((a, b) => a.at - b.at || a.post.createdAt - b.post.createdAt);
  for (let minute = 720; minute <= end; minute += minute < learned ? 720 : 5) {
    if (restart?.(minute)) corridor.restart();
    const some: Post[] = [];
    for (; taken < inArrival.length && inArrival[taken]!.at < minute; taken++) some.push(inArrival[taken]!.post);
    transitions.push(...(await corridor.advance(some, startMinute + minute)));
  }
  return transitions;
}

const moves = (transitions: Transition[]) =>
  transitions.map(({ to, at, incidentId }) => `${to}@${at / 60_000 - startMinute} ${incidentId}`);
const alerts = () =>
  database.query<{
    method: string;
    symptom: string;
    surface: string;
    area: string;
    first: number;
    reasons: string[];
    active: boolean;
  }>(
    `SELECT method, symptom, surface, area, first_minute - ${startMinute} AS first, reasons, active FROM alert
     WHERE symptom <> '*' OR surface <> '*' OR area <> '*' ORDER BY first_minute, symptom = '*'`,
  );

describe('a symptom that breaks in one state', { timeout: 300_000 }, () => {
  beforeAll(async () => {
    undisturbed = await live(eventful);
  }, 300_000);

  it('is found though neither symptom nor state nor brand moves enough, says where and how, and ends', async () => {
    const found = await alerts();
    expect(found.map(({ method, symptom, area }) => `${method} ${symptom} ${area}`)).toEqual(['strata login US-TX']);
    expect(found[0]!.first).toBeGreaterThan(onset);
    expect(found[0]!.first).toBeLessThan(outageEnd);
    expect(found[0]).toMatchObject({
      active: false,
      reasons: [expect.stringMatching(/^\d+ reports of login in US-TX, a symptom in one state, exceed the /)],
    });
    expect(new Set(undisturbed.map(({ incidentId }) => incidentId)).size).toBe(1);
    expect([undisturbed[0]!.to, ...undisturbed.slice(-2).map(({ to }) => to)]).toEqual([
      'watching',
      'recovering',
      'closed',
    ]);
    const { incident } = undisturbed[0]!;
    expect(incident).toMatchObject({ scope: 'regional', areas: [{ id: expect.stringMatching(/^US-TX/) }] });
    expect(Math.abs(incident.onset.at / 60_000 - startMinute - onset)).toBeLessThan(20);
    expect(undisturbed.at(-2)!.at / 60_000 - startMinute).toBeLessThan(outageEnd + 90);
  });

  it('is explained like any series', async () => {
    const { first } = (await alerts())[0]!;
    const context = corridorContext(database, [pack]);
    const why = (minute: number) =>
      explainStratum(context, {
        ...{ pack, symptom: 'login', surface: '*', area: 'US-TX' },
        minute: startMinute + minute,
      });
    const before = await why(first - 1);
    const then = await why(first);
    expect(before.verdict).toBe('quiet');
    expect(then.verdict).toBe('fired');
    expect(then.intervalMinutes).toBeGreaterThanOrEqual(then.budgetMinutes);
    expect(then.evidence!.rate).toBeCloseTo(then.evidence!.level * then.evidence!.shape * then.evidence!.local, 12);
    expect(then.evidence!.evidence.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
    expect(then.alarms.map(({ symptom, area }) => `${symptom} ${area}`)).toEqual(['login US-TX']);
    const later = await why(first + 10);
    expect(later.rules.slice(0, 2).map(({ rule, passed }) => `${rule} ${passed}`)).toEqual([
      'budget true',
      'reports-drive-the-rise true',
    ]);
  });

  it('leaves what was expected of it, in the quarters of an hour in which something came', async () => {
    const rows = await database.query<{ quarter: number; mean: number }>(
      `SELECT quarter, mean FROM expectation WHERE symptom = 'login' AND area = 'US-TX' AND quarter >= $1 ORDER BY quarter`,
      [(startMinute + onset) / 15],
    );
    expect(rows.length).toBeGreaterThan(2);
    // .8 a minute must not be learned; the belief from symptom and state apart weighs a day.
    for (const { mean } of rows) expect(mean).toBeLessThan(0.12);
  });

  it('is told the same after restarts', async () => {
    const again = await live(eventful, { restart: (minute) => minute >= onset });
    expect(moves(again)).toEqual(moves(undisturbed));
  });

  it('is found with its onset when its posts come late', async () => {
    const late = new Set(outage.map(({ id }) => id));
    const [opened] = await live(eventful, {
      arrival: (post) => (late.has(post.id) ? Math.max(writtenIn(post), onset + 40) : writtenIn(post)),
    });
    expect(opened!.to).toBe('watching');
    expect(Math.abs(opened!.incident.onset.at / 60_000 - startMinute - onset)).toBeLessThan(20);
  });

  it('isn’t seen where all is as usual', async () => {
    expect(await live(usual)).toEqual([]);
    expect(await alerts()).toEqual([]);
  });
});

describe('a symptom that breaks on one surface', { timeout: 300_000 }, () => {
  const onIphones = (symptom: string, perMinute: number) => ({
    ...{ from: 0, to: end, perMinute },
    text: `northwind ${symptom} on my iphone is down`,
  });
  const broken = { ...onIphones('login', 0.8), from: onset, to: outageEnd };
  const posts = [
    ...madePosts([{ from: 0, to: end, perMinute: 0.6, text: 'northwind delivered my parcel' }], 31),
    ...madePosts([{ from: 0, to: end, perMinute: 0.45, text: 'northwind login is down' }], 61),
    ...madePosts([onIphones('search_browse', 0.3), onIphones('login', 0.002), broken], 62),
  ].map((post, i) => ({ ...post, id: `${post.id}-${i}`, author: `${post.author}-${i}` }));

  it('is found by that stratum, explained, and told the same after restarts', async () => {
    const told = await live(posts);
    const [first] = await alerts();
    expect(first).toMatchObject({
      ...{ method: 'strata', symptom: 'login', surface: 'ios', area: '*' },
      reasons: [expect.stringMatching(/^\d+ reports of login on ios, a symptom on one surface, exceed the /)],
    });
    expect(first!.first).toBeGreaterThan(onset);
    expect(first!.first).toBeLessThan(outageEnd);
    expect([told[0]!.to, told.at(-1)!.to]).toEqual(['watching', 'closed']);
    const context = corridorContext(database, [pack]);
    const stratum = { pack, symptom: 'login', surface: 'ios', area: '*' };
    const why = (minute: number) => explainStratum(context, { ...stratum, minute: startMinute + minute });
    expect((await why(first!.first - 1)).verdict).toBe('quiet');
    const then = await why(first!.first);
    expect(then).toMatchObject({ verdict: 'fired', alarms: [{ symptom: 'login', surface: 'ios', area: '*' }] });
    expect(then.together.strongest[0]).toMatchObject({ symptom: 'login', surface: 'ios' });
    expect(moves(await live(posts, { restart: (minute) => minute >= onset }))).toEqual(moves(told));
  });
});
