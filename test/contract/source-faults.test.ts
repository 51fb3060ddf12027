import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { inProcessQueue } from '../../src/adapters/queues/in-process.ts';
import type { SourceEntry } from '../../src/adapters/sources/entry.ts';
import { sourceKinds } from '../../src/adapters/sources/registry.ts';
import { aggregate } from '../../src/pipeline/aggregate.ts';
import { type PollContext, pollSource } from '../../src/pipeline/poll-source.ts';
import type { Database } from '../../src/ports/database.ts';
import { readSource, registerSource } from '../../src/store/sources.ts';
import { openTestDatabase } from '../support/database.ts';
import { type FakeService, testNow } from '../support/fake-service.ts';
import { hearEvents } from '../support/heard-events.ts';
import { countsOf, ingestSettings, testKnowledge } from '../support/ingest-world.ts';
import { isLong } from '../support/long-tests.ts';
import { noteRecovery } from '../support/recovery.ts';
import { recoveryLimitMs } from '../support/recovery-lines.ts';
import type { ServiceReply } from '../support/service-server.ts';
import { type Honest, loadServices, type Stage, stageFor } from '../support/service-stage.ts';
import type { SourceUnderTest } from '../support/source-under-test.ts';

const services = await loadServices();
let database: Database;
const open: (() => Promise<void>)[] = [];
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

interface Disturbance {
  name: string;
  /** In the reply's place. */
  reply?: (honest: Honest, entry: SourceEntry) => ServiceReply | null | undefined;
  /** In place of what the service holds. */
  held?: (items: unknown[], service: FakeService) => unknown[];
  /** Error of Outcry's clock, ms. */
  clockMs?: number;
  /** State and words of the source meanwhile. */
  state: string;
  says: RegExp;
  only?: (service: FakeService, kind: string) => boolean;
  /** What is asked next is asked without what was refused. */
  isOnce?: boolean;
}

const overHttp = ({ transport }: FakeService) => transport !== 'ws';
const textOf = (reply: ServiceReply | null | undefined) =>
  typeof reply?.body === 'string' ? reply.body : JSON.stringify(reply?.body ?? '');
const timeFields = /"(created_at|created_at_i|createdAt|created_utc|updated)":/g;

/** The same reply after its makers have renamed what says when something was written. */
function drifted(honest: Honest): ServiceReply | null | undefined {
  const reply = honest();
  const text = textOf(reply).replace(/<pubDate>[^<]*/g, '<pubDate>soon');
  return { ...reply, body: text.startsWith('<') ? text : JSON.parse(text.replace(timeFields, '"written":')) };
}

const cursorRefusals: Record<string, unknown> = {
  bluesky: { error: 'CursorTooOld', message: 'no events of this time any more' },
  x: {
    errors: [{ message: "'since_id' must be a tweet id created after 2026-03-03" }],
    title: 'Invalid Request',
    status: 400,
  },
};

const disturbances: Disturbance[] = [
  {
    name: 'a refused connection',
    reply: () => ({ delivery: 'refuse' }),
    state: 'failing',
    says: /ECONNRESET|closed|hang up|broke off/,
  },
  {
    name: 'a reset in mid-body',
    reply: (honest) => ({ ...honest(), delivery: 'cut' }),
    state: 'failing',
    says: /ECONNRESET|broke off|not JSON/,
  },
  { name: 'a slow drip', reply: (honest) => ({ ...honest(), delivery: 'drip' }), state: 'failing', says: /in time/ },
  { name: 'no answer at all', reply: () => null, state: 'failing', says: /in time/ },
  {
    name: '429 with a time',
    reply: () => ({ status: 429, headers: { 'retry-after': '60' } }),
    state: 'limited',
    says: /429|asked not/,
  },
  { name: '429 without a time', reply: () => ({ status: 429 }), state: 'limited', says: /429/ },
  { name: '500', reply: () => ({ status: 500, body: { error: 'oops' } }), state: 'failing', says: /500/ },
  {
    name: 'garbage',
    reply: () => ({ body: '<html>\u0000 we are down' }),
    state: 'failing',
    says: /not JSON|not an RSS|unknown shape|X /,
    only: overHttp,
  },
  {
    name: 'another envelope',
    reply: () => ({ body: { moved: true } }),
    state: 'failing',
    says: /unknown shape|not an RSS/,
    only: overHttp,
  },
  { name: 'items of another shape', reply: drifted, state: 'failing', says: /none of \d+ items/, only: overHttp },
  {
    name: 'a huge page',
    reply: () => ({ body: 'x'.repeat(8_000_001) }),
    state: 'failing',
    says: /longer than/,
    only: overHttp,
  },
  { name: 'pages that come doubled', held: (items) => items.flatMap((item) => [item, item]), state: 'ok', says: /^$/ },
  {
    name: 'a bad item among the good',
    held: (items, { malformed }) => [...items.slice(0, 6), malformed, ...items.slice(6)],
    state: 'ok',
    says: /unreadable|^$/,
  },
  {
    name: 'a clock that is hours behind',
    clockMs: -6 * 3_600_000,
    state: 'failing',
    says: /clock of this machine/,
    only: ({ transport }) => transport !== 'ws',
  },
  {
    name: 'a cursor that is too old',
    reply: (_, { kind }) => ({ status: 400, body: cursorRefusals[kind] }),
    state: 'failing',
    says: /400/,
    isOnce: true,
    only: (_, kind) => kind in cursorRefusals,
  },
];

const mostTurns = 100;
/** One of each transport and kind of cursor where there is little time. */
const shortKinds = ['archive', 'bluesky', 'mastodon', 'reddit', 'rss', 'x'];

describe.each(sourceKinds.filter(({ kind }) => services.has(kind) && (isLong || shortKinds.includes(kind))))(
  '$kind ends with the undisturbed counts after',
  (entry) => {
    const service = services.get(entry.kind)!;
    const bodies = service.items.map(({ body }) => body);
    let undisturbed: { posts: string[]; counts: string[] } | null = null;
    const fitting = disturbances.filter(
      ({ only, reply }) => (only?.(service, entry.kind) ?? true) && !(reply && service.transport === 'file'),
    );

    it.for(fitting)('$name', async (disturbance, { task }) => {
      undisturbed ??= (await course(entry, service, null)).end;
      expect(undisturbed.posts).toHaveLength(bodies.length);
      const { end, recoveryMs } = await course(entry, service, disturbance);
      expect(end).toEqual(undisturbed);
      // Who limits says when to come again; who is asked seldom is asked at its own time.
      if (disturbance.state === 'failing')
        noteRecovery(task, `${entry.kind}: ${disturbance.name}`, recoveryMs, Math.max(recoveryLimitMs, entry.everyMs));
    });
  },
);

/** Half of the items before, the other half during the disturbance, and as many turns as it takes after it. */
async function course(entry: SourceEntry, service: FakeService, disturbance: Disturbance | null) {
  // Cheaper than TRUNCATE where tables hold a handful of rows.
  for (const table of [
    'report',
    'post',
    'touched_minute',
    'changed_minute',
    'stratum_count',
    'brand_minute',
    'source',
    'source_gap',
  ])
    await database.query(`DELETE FROM ${table}`);
  const bodies = service.items.map(({ body }) => body);
  const stage = await stageFor(entry, service, { held: bodies.slice(0, Math.ceil(bodies.length / 2)), open });
  const made = stage.fresh({ timeoutMs: disturbance && /drip|no answer/.test(disturbance.name) ? 150 : 10_000 });
  await registerSource(database, { id: made.source.id, kind: entry.kind, atMs: testNow });
  while ((await poll(made)) > 0);
  if (disturbance) await disturb(stage, made, { entry, service, disturbance });
  made.clock.at = testNow + 5 * 60_000;
  if (disturbance?.state === 'failing' && !disturbance.isOnce) await lastFailure(made, disturbance);
  stage.fault = null;
  if (!disturbance?.held) stage.held = bodies;
  stage.rewrite();
  const endedAt = made.clock.at;
  let currentAt = endedAt;
  for (let turn = 0, idle = 0; turn < mostTurns && idle < 2; turn++) {
    made.clock.at += entry.everyMs;
    const posts = await poll(made);
    const isAsked = (await readSource(database, made.source.id))!.state === 'ok';
    idle = isAsked && posts === 0 ? idle + 1 : 0;
    if (idle === 0) currentAt = made.clock.at;
  }
  const row = await readSource(database, made.source.id);
  expect(row).toMatchObject({ state: 'ok', failures: 0 });
  await aggregate(database, { authorWindowMinutes: ingestSettings.authorWindowMinutes });
  const posts = await database.query<{ id: string }>('SELECT id FROM post ORDER BY id');
  const stored = posts.map(({ id }) => id.replace(/127\.0\.0\.1:\d+/, 'host'));
  return { end: { posts: stored, counts: await countsOf(database) }, recoveryMs: currentAt - endedAt };
}

/** As after hours of it: the longest time until the source is asked again begins just before the fault ends. */
async function lastFailure(made: SourceUnderTest, { clockMs = 0 }: Disturbance): Promise<void> {
  await database.query('UPDATE source SET failures = 30, retry_at = NULL');
  made.clock.at += clockMs;
  await poll(made);
  made.clock.at -= clockMs;
}

interface Disturbing {
  entry: SourceEntry;
  service: FakeService;
  disturbance: Disturbance;
}

async function disturb(
  stage: Stage,
  made: SourceUnderTest,
  { entry, service, disturbance }: Disturbing,
): Promise<void> {
  const { reply, held, clockMs = 0, state, says } = disturbance;
  const bodies = service.items.map(({ body }) => body);
  stage.held = held ? held(bodies, service) : bodies;
  stage.rewrite();
  if (reply) stage.fault = (honest) => reply(honest, entry);
  // A stream under way doesn't ask again.
  if (service.transport === 'ws') await made.source.close();
  made.clock.at += 60_000 + clockMs;
  await poll(made);
  const row = await database.query('SELECT state, message FROM source');
  expect(row).toMatchObject([{ state, message: expect.stringMatching(says) }]);
  if (state === 'ok') return;
  // Until the fault ends its minutes are missing, not empty.
  expect(await database.query('SELECT to_minute FROM source_gap')).toEqual([{ to_minute: null }]);
}

const { events } = hearEvents();
const knowledge = testKnowledge();

async function poll({ source, clock }: SourceUnderTest): Promise<number> {
  const context: PollContext = {
    database,
    knowledge,
    settings: ingestSettings,
    clock,
    random: () => 0.999,
    events,
    queue: inProcessQueue,
  };
  return pollSource(source, context, new AbortController().signal);
}
