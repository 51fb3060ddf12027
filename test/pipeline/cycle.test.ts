import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Transition } from '../../src/core/words/incident.ts';
import type { Post } from '../../src/core/words/post.ts';
import type { Database } from '../../src/ports/database.ts';
import { openGap, registerSource } from '../../src/store/sources.ts';
import { type Corridor, openCorridor } from '../support/corridor.ts';
import { openTestDatabase } from '../support/database.ts';
import { brandPack } from '../support/fake-service.ts';
import { emptyTables, startAt, startMinute } from '../support/ingest-world.ts';
import { isLong } from '../support/long-tests.ts';
import { madePosts, ordinary, outage } from '../support/made-posts.ts';

const pack = brandPack({ mentionsPerDay: 1_000 });
const day = 1_440;
/** Two days are learned; what happens then happens minute by minute. */
const learned = 2 * day;
const onsetMinute = learned + 20;
const outageEnd = onsetMinute + 40;
const end = outageEnd + 60;

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(() => emptyTables(database));

interface Course {
  /** Minutes after the start, exclusive. */
  to: number;
  /** When a post arrives, minutes after the start; by default in the minute in which it was written. */
  arrival?: (post: Post) => number;
  /** Done before the given minute is judged. */
  before?: (minute: number, corridor: Corridor) => Promise<void> | void;
}

const writtenIn = ({ createdAt }: Post) => Math.floor((createdAt - startAt) / 60_000);

/** The past in steps of six hours, then minute by minute. */
async function live(posts: Post[], { to, arrival = writtenIn, before }: Course): Promise<Transition[]> {
  const corridor = openCorridor(database, [pack]);
  const transitions: Transition[] = [];
  let taken = 0;
  const inArrival = posts.map((post) => ({ post, at: arrival(post) })).sort((a, b) => a.at - b.at);
  for (let minute = 360; minute <= to; minute += minute < learned ? 360 : 1) {
    await before?.(minute, corridor);
    const some: Post[] = [];
    for (; taken < inArrival.length && inArrival[taken]!.at < minute; taken++) some.push(inArrival[taken]!.post);
    transitions.push(...(await corridor.advance(some, startMinute + minute)));
  }
  return transitions;
}

/** `to@minute`, in order. */
const moves = (transitions: Transition[]) =>
  transitions.map(({ to, at, incidentId }) => `${to}@${at / 60_000 - startMinute} ${incidentId}`);
const minuteAfterStart = (atMs: number) => atMs / 60_000 - startMinute;

const eventful = madePosts([...ordinary(0, end + 120), ...outage(onsetMinute, outageEnd)], 21);

let undisturbedRun: Promise<Transition[]> | undefined;
/** The eventful days without anything in between; run once, on empty tables, which it leaves empty. */
const undisturbedMoves = async () => {
  undisturbedRun ??= live(eventful, { to: end });
  const transitions = await undisturbedRun;
  await emptyTables(database);
  expect(transitions).toHaveLength(5);
  return moves(transitions);
};

describe('the cycle', () => {
  it('raises nothing in two calm days and an hour, whether judged by six hours or by the minute (seed 20)', async () => {
    expect(await live(madePosts(ordinary(0, learned + 60), 20), { to: learned + 60 })).toEqual([]);
    expect(await database.query('SELECT id FROM alert')).toEqual([]);
  });

  it('makes of an outage exactly one incident, from its onset to its end', async () => {
    const transitions = await live(eventful, { to: end });
    expect(new Set(transitions.map(({ incidentId }) => incidentId)).size).toBe(1);
    expect(transitions.map(({ to }) => to)).toEqual(['watching', 'probable', 'confirmed', 'recovering', 'closed']);
    expect(transitions.map(({ revision }) => revision)).toEqual([1, 2, 3, 4, 5]);
    const { incident } = transitions[2]!;
    expect(incident.brand).toBe('northwind');
    expect(incident.symptoms[0]!.id).toBe('login');
    expect(transitions[4]!.incident.symptoms.slice(0, 2).map(({ id }) => id)).toEqual(['login', 'checkout_payment']);
    expect(minuteAfterStart(incident.onset.low)).toBeLessThanOrEqual(onsetMinute);
    expect(minuteAfterStart(incident.onset.high)).toBeGreaterThanOrEqual(onsetMinute);
    expect(minuteAfterStart(incident.detectedAt)).toBeGreaterThan(onsetMinute);
    expect(minuteAfterStart(incident.detectedAt)).toBeLessThan(onsetMinute + 10);
    const recovering = minuteAfterStart(transitions[3]!.at);
    expect(recovering).toBeGreaterThan(outageEnd);
    expect(recovering).toBeLessThan(outageEnd + 20);
  });

  it('writes what it found: alerts that end, numbered transitions, a message per channel, expectations', async () => {
    const transitions = await live(eventful, { to: end });
    const [active] = await database.query<{ n: number }>('SELECT count(*)::int4 AS n FROM alert WHERE active');
    expect(active).toEqual({ n: 0 });
    const [own] = await database.query<{ conditions: { kind: string; met: boolean; reason: string }[] }>(
      "SELECT detail -> 'conditions' AS conditions FROM alert WHERE symptom = '*' AND surface = '*' AND area = '*'",
    );
    expect(own!.conditions.map(({ kind, met }) => `${kind} ${met}`)).toEqual([
      'authors true',
      'copies true',
      'share true',
      'sources true',
      'symptom false',
      'official false',
    ]);
    const outbox = await database.query('SELECT incident_id, revision, channel, state FROM outbox ORDER BY revision');
    expect(outbox).toEqual(
      transitions.map(({ incidentId, revision }) => ({
        incident_id: incidentId,
        revision,
        channel: 'pager',
        state: 'waiting',
      })),
    );
    const [expected] = await database.query<{ mean: number }>(
      "SELECT mean FROM expectation WHERE symptom = '*' AND surface = '*' AND area = '*' ORDER BY quarter DESC LIMIT 1",
    );
    // 1/30 a minute is usual; the outage must not be learned.
    expect(expected!.mean).toBeGreaterThan(0.01);
    expect(expected!.mean).toBeLessThan(0.15);
  });

  it('sees an outage whose posts come late, with the onset at which they were written', async () => {
    const late = (post: Post) =>
      writtenIn(post) < onsetMinute ? writtenIn(post) : Math.max(writtenIn(post), onsetMinute + 15);
    const transitions = await live(eventful, { to: onsetMinute + 25, arrival: late });
    const { incident } = transitions.at(-1)!;
    expect(incident.state).toBe('confirmed');
    expect(minuteAfterStart(incident.detectedAt)).toBeGreaterThan(onsetMinute + 15);
    expect(minuteAfterStart(incident.onset.low)).toBeLessThanOrEqual(onsetMinute);
    expect(minuteAfterStart(incident.onset.high)).toBeGreaterThanOrEqual(onsetMinute);
  });

  it('knows nothing of the future: what comes after T changes no transition up to T', async () => {
    const t = onsetMinute + 12;
    const cut = eventful.filter((post) => writtenIn(post) < t);
    const others = madePosts(outage(t, end, 6), 22).map((post) => ({ ...post, id: `${post.id}-other` }));
    const futures = [eventful, cut, [...cut, ...others]];
    const upToT: string[][] = [];
    for (const posts of futures) {
      await emptyTables(database);
      const transitions = await live(posts, { to: t + 8 });
      upToT.push(moves(transitions.filter(({ at }) => minuteAfterStart(at) <= t)));
    }
    expect(upToT[0]!.length).toBeGreaterThan(0);
    expect(upToT[1]).toEqual(upToT[0]);
    expect(upToT[2]).toEqual(upToT[0]);
  });
});

describe('after a restart the cycle', () => {
  const times: [string, (minute: number) => boolean][] = [
    ['in the middle of the outage', (minute) => minute === onsetMinute + 20],
    ['while it recovers', (minute) => minute === outageEnd + 8],
    ['when all is over', (minute) => minute === end - 10],
  ];
  if (isLong) times.push(['every minute', (minute) => minute >= onsetMinute]);
  it.each(times)('goes on as if nothing had been: %s', async (_when, restarts) => {
    const undisturbed = await undisturbedMoves();
    const before = (minute: number, corridor: Corridor) => {
      if (restarts(minute)) corridor.restart();
    };
    expect(moves(await live(eventful, { to: end, before }))).toEqual(undisturbed);
  });

  it('learns anew from the counts when the stored state is of another version', async () => {
    const lastExpected = async () => {
      const [row] = await database.query<{ mean: number; learning: number }>(
        "SELECT mean, learning FROM expectation WHERE symptom = '*' AND surface = '*' AND area = '*' ORDER BY quarter DESC LIMIT 1",
      );
      return row!;
    };
    await live(eventful, { to: learned });
    const undisturbed = await lastExpected();
    await emptyTables(database);
    const before = async (minute: number, corridor: Corridor) => {
      if (minute !== learned - 20) return;
      const outdated = await database.query("UPDATE detector SET model = 'temporal@0' RETURNING brand");
      expect(outdated).toHaveLength(1);
      corridor.restart();
    };
    await live(eventful, { to: learned, before });
    expect(await lastExpected()).toEqual(undisturbed);
  });
});

describe('a late post', () => {
  it('of calm times doesn’t bring an ended incident back', async () => {
    const undisturbed = await undisturbedMoves();
    // Two people's ordinary talk from before the outage arrives when it is over.
    const stragglers = madePosts(
      [{ from: learned, to: learned + 5, perMinute: 2, text: 'northwind delivered late' }],
      23,
    );
    const ids = new Set(stragglers.map(({ id }) => `late-${id}`));
    const posts = [...eventful, ...stragglers.map((post) => ({ ...post, id: `late-${post.id}` }))];
    const arrival = (post: Post) => (ids.has(post.id) ? end - 20 : writtenIn(post));
    expect(moves(await live(posts, { to: end, arrival }))).toEqual(undisturbed);
  });
});

describe('a source that is asked now and then', () => {
  const everyMinutes = 6;
  /** What is written in a minute comes with the next turn; `told`: the store knows how far was read. */
  const asked = async (told: boolean) => {
    await emptyTables(database);
    const turnAt = (minute: number) => Math.floor((minute - 1) / everyMinutes) * everyMinutes;
    const arrival = (post: Post) => Math.ceil((writtenIn(post) + 1) / everyMinutes) * everyMinutes;
    const before = async (minute: number) => {
      if (!told) return;
      const readFrom = (startMinute + turnAt(minute)) * 60_000;
      for (const id of ['bluesky', 'reddit']) await registerSource(database, { id, kind: id, atMs: startAt, readFrom });
      await database.query('UPDATE source SET read_to = $1', [readFrom]);
    };
    return live(madePosts([...ordinary(0, end + 120), ...outage(onsetMinute, outageEnd, 6)], 26), {
      to: end,
      arrival,
      before,
    });
  };
  const recoveringAt = (transitions: Transition[]) =>
    transitions.filter(({ to }) => to === 'recovering').map(({ at }) => minuteAfterStart(at));

  it('has not fallen silent between its turns: the end of an outage is what was read, not what was not', async () => {
    const transitions = await asked(true);
    expect(new Set(transitions.map(({ incidentId }) => incidentId)).size).toBe(1);
    expect(recoveringAt(transitions)).toHaveLength(1);
    expect(recoveringAt(transitions)[0]).toBeGreaterThan(outageEnd);
    expect(transitions.at(-1)!.to).toBe('closed');
  });

  it('would end it too early if nobody knew how far it was read', async () => {
    expect(Math.min(...recoveringAt(await asked(false)))).toBeLessThan(outageEnd);
  });
});

describe('a source gap', () => {
  it('is no drop: nothing is learned from minutes in which nothing could be read', async () => {
    const from = learned - 360;
    const posts = madePosts(ordinary(0, learned + 60), 24).filter(
      (post) => writtenIn(post) < from || writtenIn(post) >= learned,
    );
    const usual = async (gap: boolean) => {
      await emptyTables(database);
      const before = async (minute: number) => {
        if (!gap || minute !== from + 360) return;
        await registerSource(database, { id: 'bluesky', kind: 'bluesky', atMs: startAt });
        await openGap(database, 'bluesky', startMinute + from, 'unreachable');
        await database.query('UPDATE source_gap SET to_minute = $1', [startMinute + learned]);
      };
      expect(await live(posts, { to: learned + 30, before })).toEqual([]);
      const [row] = await database.query<{ mean: number }>(
        "SELECT mean FROM expectation WHERE symptom = '~mentions' AND quarter = $1",
        [(startMinute + learned) / 15],
      );
      return row!.mean;
    };
    const withGap = await usual(true);
    const asIfSilent = await usual(false);
    expect(withGap).toBeGreaterThan(0.6);
    expect(withGap).toBeLessThan(0.9);
    expect(asIfSilent).toBeLessThan(withGap);
  });
});
