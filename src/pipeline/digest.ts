import { type DigestBrand, type DigestFacts, type DigestIncident, digestNote } from '../core/incident/digest.ts';
import { type DigestPlan, digestDue } from '../core/incident/digest-times.ts';
import { officialWordOf } from '../core/incident/official-word.ts';
import type { Audience } from '../core/incident/route.ts';
import { sharedBrand } from '../core/incident/shared-failure.ts';
import type { BrandPack } from '../core/words/brand.ts';
import { type Interval, minuteOf } from '../core/words/interval.ts';
import type { Note } from '../core/words/note.ts';
import type { Clock } from '../ports/clock.ts';
import type { Database, Queryable } from '../ports/database.ts';
import { insertDigest, readToldUntil } from '../store/digests.ts';
import { readOwnPosts } from '../store/own-posts.ts';
import {
  countUndelivered,
  readBrandCounts,
  readHandled,
  readJudgedLately,
  readToldMissed,
} from '../store/read/digest-facts.ts';
import { readIncidents } from '../store/read/incidents.ts';
import { readSources, type SourceHealth } from '../store/read/sources.ts';

export interface DigestContext {
  database: Database;
  clock: Clock;
  packs: ReadonlyMap<string, BrandPack>;
  audience: Audience;
  /** When each channel is sent one; those without a plan are sent none. */
  plans: ReadonlyMap<string, DigestPlan>;
  /** Address of the live page. */
  link: string;
}

/** A digest is written so many minutes after its time: by then the last minutes before it are judged. */
const settleMinutes = 5;
const mostIncidents = 200;

/**
 * Part of stage 5: enters the digests whose time has come, each with its row in the outbox. Nothing is remembered between two runs but
 * the rows themselves, so that a stop neither loses nor repeats one. Returns how many were entered.
 */
export async function enterDigests(context: DigestContext): Promise<number> {
  const { database, clock, plans } = context;
  const now = clock.now();
  let entered = 0;
  for (const [channel, plan] of plans) {
    const span = digestDue(plan, minuteOf(now) - settleMinutes, await readToldUntil(database, channel));
    if (!span) continue;
    const note = await draftDigest(context, { channel, zone: plan.zone, span });
    entered += Number(await database.transaction((tx) => insertDigest(tx, { channel, span, note, now })));
  }
  return entered;
}

/** The words of a channel's digest over a span of minutes: all that happened to the brands that it is told of. */
export async function draftDigest(
  { database, packs, audience, link }: Omit<DigestContext, 'plans' | 'clock'>,
  { channel, zone, span }: { channel: string; zone: string; span: Interval },
): Promise<Note> {
  const wanted = audience.routes?.get(channel)?.brands ?? null;
  const brands = [...packs.values()].filter(
    ({ id, demonstration }) => !demonstration && (wanted?.includes(id) ?? true),
  );
  const ids = brands.map(({ id }) => id);
  return digestNote(await readFacts(database, ids, span), { packs, zone, link });
}

async function readFacts(database: Queryable, brands: string[], span: Interval): Promise<DigestFacts> {
  const time = { from: span.from * 60_000, to: span.to * 60_000 };
  const found = await readIncidents(database, { ...time, limit: mostIncidents });
  const handled = await readHandled(
    database,
    found.map(({ id }) => id),
  );
  const incidents: DigestIncident[] = [];
  for (const incident of found) {
    // What several brands share has no word of its own.
    const official = incident.official && officialWordOf(await readOwnPosts(database, incident, time.to));
    const { verdict, takenOnBy } = handled.get(incident.id) ?? { verdict: null, takenOnBy: null };
    incidents.push({ incident: official ? { ...incident, official } : incident, verdict, takenOnBy });
  }
  const judged = await readJudgedLately(database, time);
  const missed = await readToldMissed(database, time);
  const told: DigestBrand[] = [];
  for (const id of brands) {
    const given = (verdict: string) => judged.find((one) => one.brand === id && one.verdict === verdict)?.n ?? 0;
    const before = { from: span.from - (span.to - span.from), to: span.from };
    told.push({
      id,
      ...(await readBrandCounts(database, id, span)),
      reportsBefore: (await readBrandCounts(database, id, before)).reports,
      incidents: incidents.filter(({ incident }) => incident.brand === id),
      judged: { true: given('true'), 'false-alarm': given('false-alarm'), unsure: given('unsure') },
      missed: missed.find(({ brand }) => brand === id)?.n ?? 0,
    });
  }
  const sources = (await readSources(database, span.from)).filter(({ state }) => state !== 'off');
  return {
    ...{ ...time, brands: told, shared: incidents.filter((one) => isShared(one, brands)) },
    sources: sources.map((source) => ({ ...source, gapMinutes: gapMinutes(source, span) })),
    undelivered: await countUndelivered(database, time),
  };
}

function isShared({ incident }: DigestIncident, brands: string[]): boolean {
  return incident.brand === sharedBrand && (incident.below ?? []).some(({ brand }) => brands.includes(brand));
}

function gapMinutes({ gaps }: SourceHealth, { from, to }: Interval): number {
  return gaps.reduce(
    (sum, gap) => sum + Math.max(0, Math.min(gap.toMinute ?? to, to) - Math.max(gap.fromMinute, from)),
    0,
  );
}
