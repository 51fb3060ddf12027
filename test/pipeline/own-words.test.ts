import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadClassifier } from '../../src/adapters/assets/load-model.ts';
import { inProcessQueue } from '../../src/adapters/queues/in-process.ts';
import { x } from '../../src/adapters/sources/x.ts';
import { messageWords } from '../../src/core/incident/message.ts';
import { type PollContext, pollSource } from '../../src/pipeline/poll-source.ts';
import { takePart } from '../../src/pipeline/store-part.ts';
import { track } from '../../src/pipeline/track.ts';
import type { Database } from '../../src/ports/database.ts';
import { decodePart, partBytes } from '../../src/ports/page-part.ts';
import type { PagePart, PageQueue } from '../../src/ports/page-queue.ts';
import type { Source } from '../../src/ports/source.ts';
import { firstAcknowledgement, upsertAlerts } from '../../src/store/detection.ts';
import { registerSource } from '../../src/store/sources.ts';
import { service } from '../fixtures/sources/x/service.ts';
import { brandAlert, noon, rules, yearMinutes } from '../support/alerts.ts';
import { openTestDatabase } from '../support/database.ts';
import { brandPack } from '../support/fake-service.ts';
import { hearEvents } from '../support/heard-events.ts';
import { emptyTables, ingestSettings, testKnowledge } from '../support/ingest-world.ts';
import { startService } from '../support/service-server.ts';
import { sourceUnderTest } from '../support/source-under-test.ts';

const never = new AbortController().signal;
const packs = [
  brandPack({ timeZone: 'UTC', queries: { x: ['northwind OR from:northwindhelp'] } }),
  brandPack({
    id: 'contoso',
    name: 'Contoso',
    words: ['contoso'],
    supportAccounts: ['contosohelp'],
    queries: { x: [] },
  }),
];
const [pack] = packs as [(typeof packs)[0]];
const saidAt = (noon + 8) * 60_000;
const nowMs = (noon + 10) * 60_000;
const text = "@jane We're aware of an issue impacting our website and app, and are working to get it fixed";

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(() => emptyTables(database));

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

/** X, where one account has written to somebody, without the name of a brand. */
async function xWith(username: string): Promise<Source> {
  const data = [
    {
      id: String((BigInt(saidAt) - 1_288_834_974_657n) << 22n),
      ...{ text, author_id: '17', created_at: new Date(saidAt).toISOString(), lang: 'en' },
    },
  ];
  const includes = { users: [{ id: '17', username }], places: [] };
  const body = { data, includes, meta: { newest_id: data[0]!.id, result_count: 1 } };
  const server = await startService(() => ({ body }), { https: true });
  open.push(server.close);
  const made = sourceUnderTest(x, { ...service, brands: packs }, server.url);
  open.push(made.close);
  made.clock.at = nowMs;
  await registerSource(database, { id: made.source.id, kind: 'x', atMs: nowMs });
  return made.source;
}

/** Over this, parts are bytes on their way, as over a stream. */
function wire(): PageQueue & { parts: PagePart[] } {
  const parts: PagePart[] = [];
  return { ...inProcessQueue, partitions: 4, send: async (some) => void parts.push(...some), parts };
}

function contextOf(queue: PageQueue = inProcessQueue): PollContext {
  const knowledge = { ...testKnowledge(packs), classifier: loadClassifier() };
  const settings = { database, knowledge, settings: ingestSettings, clock: { now: () => nowMs } };
  return { ...settings, random: () => 1, events: hearEvents().events, queue };
}

const reports = () => database.query('SELECT brand, kind, from_brand, outcome FROM report JOIN post ON id = post_id');
const acknowledged = { brand: 'northwind', kind: 'ack', from_brand: true, outcome: 'kept' };

describe('the word of a support account that doesn’t name its brand', () => {
  it('is the brand’s acknowledgement, and ends its silence', async () => {
    const context = { rules, watched: new Set(['northwind']), channels: ['slack'] };
    const wordAt = async (minute: number, active: boolean) => {
      await upsertAlerts(database, [brandAlert({ minute, active, recurrenceIntervalMinutes: 40 * yearMinutes })]);
      const { transitions } = await database.transaction((tx) => track(tx, pack, { minute, context }));
      const { facts } = messageWords(transitions.at(-1)!, pack, { link: 'http://here' });
      return facts.find(({ name }) => name === 'The brand’s own word')?.text;
    };
    expect(await wordAt(noon, true)).toBe('none for 5 minutes since the onset');
    await pollSource(await xWith('NorthwindHelp'), contextOf(), never);
    expect(await reports()).toEqual([acknowledged]);
    expect(await firstAcknowledgement(database, 'northwind', { from: noon, to: noon + 20 })).toBe(saidAt);
    expect(await wordAt(noon + 10, false)).toBe('first 12 minutes after the onset');
  });

  it('is so over a queue, where the author is a key', async () => {
    const queue = wire();
    await pollSource(await xWith('NorthwindHelp'), contextOf(queue), never);
    const [part] = queue.parts;
    const bytes = partBytes(part!);
    expect(new TextDecoder().decode(bytes)).not.toMatch(/northwindhelp"|"17"/i);
    const arrived = { partition: part!.partition, sequence: 1, deliveries: 1, bytes, part: decodePart(bytes) };
    await takePart(arrived, contextOf(), never);
    expect([queue.parts.length, await reports()]).toEqual([1, [acknowledged]]);
  });

  it('is nobody’s where the account is a stranger’s', async () => {
    await pollSource(await xWith('northwind_help'), contextOf(), never);
    expect(await reports()).toEqual([]);
    expect(await database.query('SELECT outcome, from_brand FROM post')).toEqual([
      { outcome: 'no-brand', from_brand: false },
    ]);
  });
});
