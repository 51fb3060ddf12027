import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Transition } from '../../src/core/words/incident.ts';
import type { Post } from '../../src/core/words/post.ts';
import type { Database } from '../../src/ports/database.ts';
import { openCorridor } from '../support/corridor.ts';
import { openTestDatabase } from '../support/database.ts';
import { brandPack } from '../support/fake-service.ts';
import { emptyTables, startAt, startMinute } from '../support/ingest-world.ts';
import { madePosts, ordinary, outage } from '../support/made-posts.ts';

const pack = brandPack({ mentionsPerDay: 1_000 });
const learned = 2 * 1_440;
const onset = learned + 20;
/** Longer than what a series remembers, by two hours; it comes back within the reopen window. */
const end = onset + 480;
const again = end + 45;
const over = again + 15;
const last = over + 60;
const stepMinutes = 15;

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(() => emptyTables(database));

const posts = madePosts([...ordinary(0, last), ...outage(onset, end), ...outage(again, over)], 21);
const writtenIn = ({ createdAt }: Post) => Math.floor((createdAt - startAt) / 60_000);
const reportsIn = (from: number, to: number) =>
  posts.filter((post) => writtenIn(post) >= from && writtenIn(post) < to && post.text.endsWith('down')).length;

/** The past in steps of six hours, then of a quarter; `restartAt` forgets what is in memory. */
async function live({ restartAt = -1, delay = () => 0 }: { restartAt?: number; delay?: (post: Post) => number } = {}) {
  const corridor = openCorridor(database, [pack]);
  const transitions: Transition[] = [];
  const inArrival = posts
    .map((post) => ({ post, at: writtenIn(post) + delay(post) }))
    .sort((one, other) => one.at - other.at);
  let taken = 0;
  for (let minute = 360; minute <= last; minute += minute < learned ? 360 : stepMinutes) {
    if (minute === restartAt) corridor.restart();
    const some: Post[] = [];
    for (; taken < inArrival.length && inArrival[taken]!.at < minute; taken++) some.push(inArrival[taken]!.post);
    transitions.push(...(await corridor.advance(some, startMinute + minute)));
  }
  return transitions;
}

const stateOf = ({ to, at }: Transition) => `${to}@${at / 60_000 - startMinute}`;
const ending = (transitions: Transition[]) => transitions.filter(({ to }) => to === 'recovering');

describe('an outage of eight hours', { timeout: 300_000 }, () => {
  let undisturbed: Promise<Transition[]> | undefined;
  const steps = async () => {
    undisturbed ??= live();
    return undisturbed;
  };

  it('has all its people from its onset on, and when it comes back those of before as well', async () => {
    const transitions = await steps();
    expect(new Set(transitions.map(({ incidentId }) => incidentId)).size).toBe(1);
    const ends = ending(transitions);
    expect(ends.length).toBeGreaterThanOrEqual(2);
    for (const { at, incident } of ends) {
      const began = incident.onset.at / 60_000 - startMinute;
      expect(Math.abs(began - onset)).toBeLessThanOrEqual(5);
      // The last figures are those of the minute before the end was seen.
      const [least, most] = [-12, 0].map((minutes) => reportsIn(began, at / 60_000 - startMinute + minutes));
      expect(incident.evidence.authors).toBeGreaterThanOrEqual(least!);
      expect(incident.evidence.authors).toBeLessThanOrEqual(most!);
    }
  });

  it('has the same figures after a restart in its last hour', async () => {
    const before = await steps();
    await emptyTables(database);
    const restarted = await live({ restartAt: onset + 430 });
    expect(restarted.map(stateOf)).toEqual(before.map(stateOf));
    expect(restarted.map(({ incident }) => incident.evidence)).toEqual(before.map(({ incident }) => incident.evidence));
  });

  it('loses nobody whose post comes late', async () => {
    const late = await live({ delay: (post) => (Number(post.id.split('-').at(-1)) % 9 === 0 ? 20 : 0) });
    const { incident } = ending(late).at(-1)!;
    expect(Math.abs(incident.onset.at / 60_000 - startMinute - onset)).toBeLessThanOrEqual(5);
    expect(incident.evidence.authors).toBeGreaterThan(0.97 * reportsIn(onset, over));
  });
});
