/**
 * Replays archives made of real, labeled posts through the whole pipeline, and prints for each kind of trouble how often it gave
 * exactly one incident, how soon that was confirmed and closed, and how often its scope was right; calm weeks and noise must give none.
 * Run: node scripts/run.mjs evaluate-replay [--posts ../shared/bench/classify/real-dev.jsonl] [--seeds 5] [--kinds tiny,slow] [--trace]
 * An unknown kind is refused, with the names of all.
 * The posts are for evaluation alone: nothing is trained or set by them. Few hundred texts are dealt out anew each day, so days
 * resemble each other more than real ones do.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openScratchDatabase } from '../src/adapters/databases/scratch-database.ts';
import { archiveConfig, archiveReplay } from '../src/cli/archive-replay.ts';
import { loadConfig } from '../src/config/load.ts';
import { seededRandom } from '../src/core/stats/random.ts';
import type { Transition } from '../src/core/words/incident.ts';
import type { Post } from '../src/core/words/post.ts';
import { replay } from '../src/pipeline/replay.ts';
import { migrate } from '../src/store/migrate.ts';
import { type ArchivePlan, type LabeledPost, labeledArchive, type Trouble } from './evaluate/labeled-archive.ts';
import { makePeople } from './scenario/people.ts';

const brand = { id: 'walmart', name: 'Walmart' };
const neighbour = 'Target';
const startMs = Date.UTC(2026, 2, 3);
const troubleDay = 7;
const graceMinutes = 30;

const { values } = parseArgs({
  options: {
    posts: { type: 'string', default: join(import.meta.dirname, '../../shared/bench/classify/real-dev.jsonl') },
    seeds: { type: 'string', default: '5' },
    kinds: { type: 'string' },
    trace: { type: 'boolean', default: false },
  },
});

interface Kind extends ArchivePlan {
  /** What an incident's scope must say; absent: nothing is asked. */
  scope?: 'national' | 'regional';
  /** False where nothing may be told. */
  real: boolean;
}

const at = (hour: number) => troubleDay * 1440 + hour * 60;
const outage = (trouble: Partial<Trouble> & Pick<Trouble, 'posts' | 'durationMinutes'>): Kind => ({
  days: troubleDay + 2,
  mentionsPerDay: 200,
  trouble: { startMinute: at(16), kind: 'current', ...trouble },
  real: true,
});
const noise = (trouble: Partial<Trouble> & Pick<Trouble, 'posts' | 'durationMinutes'>): Kind => ({
  ...outage(trouble),
  real: false,
});
const calm = (days: number, mentionsPerDay: number): Kind => ({ days, mentionsPerDay, trouble: null, real: false });

const kinds: Record<string, Kind> = {
  national: { ...outage({ posts: 80, durationMinutes: 90 }), scope: 'national' },
  short: outage({ posts: 40, durationMinutes: 30 }),
  regional: { ...outage({ posts: 60, durationMinutes: 120, states: ['TX'] }), scope: 'regional' },
  single: outage({ posts: 30, durationMinutes: 90, symptom: 'login' }),
  slow: outage({ posts: 90, durationMinutes: 360, slow: true }),
  tiny: outage({ posts: 20, durationMinutes: 60 }),
  neighbour: noise({ posts: 80, durationMinutes: 90, brand: neighbour }),
  talk: noise({ posts: 80, durationMinutes: 90, kind: 'none' }),
  thanks: noise({ posts: 30, durationMinutes: 60, kind: 'resolved' }),
  copies: noise({ posts: 100, durationMinutes: 60, same: 'text' }),
  flood: noise({ posts: 60, durationMinutes: 60, same: 'author' }),
  calm: calm(21, 200),
  busy: calm(21, 300),
};

const wanted = values.kinds?.split(',') ?? Object.keys(kinds);
for (const name of wanted)
  if (!kinds[name]) {
    console.error(`There is no kind "${name}". Kinds: ${Object.keys(kinds).join('; ')}`);
    process.exit(2);
  }

const labeled = readFileSync(values.posts, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as LabeledPost)
  .filter(({ lang, certainty }) => (lang ?? 'en') === 'en' && certainty >= 1);
const config = archiveConfig(loadConfig({}));
const io = { env: {}, cwd: process.cwd(), stdin: process.stdin, stdout: process.stdout, stderr: process.stderr };

const database = await openScratchDatabase();
await migrate(database);
const signal = new AbortController().signal;
const { context, assets } = archiveReplay(config, { brand: brand.id, database, io: { ...io, signal } });

/** Opening a database costs more than a short archive: one serves all. */
async function emptyDatabase(): Promise<void> {
  const tables = await database.query<{ name: string }>(
    `SELECT relname AS name FROM pg_stat_user_tables WHERE schemaname = current_schema() AND relname <> 'migration'`,
  );
  await database.query(`TRUNCATE ${tables.map(({ name }) => `"${name}"`).join(', ')}`);
}

async function transitionsOf(kind: Kind, seed: number): Promise<Transition[]> {
  await emptyDatabase();
  const random = seededRandom(seed);
  const people = makePeople(assets.knowledge.gazetteer, { count: 3_000, random });
  const archive = labeledArchive(kind, { brand: brand.name, posts: labeled, people, random, startMs });
  const told: Transition[] = [];
  for await (const transitions of replay(onePage(archive), context))
    told.push(...transitions.filter(({ incident }) => incident.brand === brand.id));
  return told;
}

async function* onePage(archive: Post[]): AsyncGenerator<Post[]> {
  yield archive;
}

interface Outcome {
  incidents: number;
  /** Minutes from the trouble's beginning to the confirmation, and from its end to the close; null: never. */
  confirmedAfter: number | null;
  closedAfter: number | null;
  scopeRight: boolean;
  /** Minutes by which the onset is wrong. */
  onsetError: number | null;
}

function judge(kind: Kind, told: Transition[]): Outcome {
  const beginsAt = startMs + (kind.trouble?.startMinute ?? 0) * 60_000;
  const endsAt = beginsAt + (kind.trouble?.durationMinutes ?? 0) * 60_000;
  const confirmed = told.find(
    ({ to, at }) => to === 'confirmed' && at >= beginsAt && at < endsAt + graceMinutes * 60_000,
  );
  const own = told.filter(({ incident }) => incident.id === confirmed?.incident.id);
  const last = own.at(-1);
  const minutes = (ms: number) => Math.round(ms / 60_000);
  return {
    incidents: new Set(told.map(({ incident }) => incident.id)).size,
    confirmedAfter: confirmed ? minutes(confirmed.at - beginsAt) : null,
    closedAfter: last?.to === 'closed' ? minutes(last.at - endsAt) : null,
    scopeRight: own.findLast(({ at }) => at <= endsAt)?.incident.scope === kind.scope,
    onsetError: last ? minutes(last.incident.onset.at - beginsAt) : null,
  };
}

function rowOf(name: string, kind: Kind, outcomes: Outcome[]): Record<string, string | number> {
  const clean = outcomes.filter(({ incidents, confirmedAfter }) =>
    kind.real ? incidents === 1 && confirmedAfter !== null : incidents === 0,
  );
  const spread = (pick: (outcome: Outcome) => number | null) => {
    const found = outcomes.map(pick).filter((one) => one !== null);
    if (!kind.real || found.length === 0) return '';
    return `${Math.round(medianOf(found))} (${Math.min(...found)} … ${Math.max(...found)})`;
  };
  return {
    kind: name,
    'as it should be': `${clean.length} of ${outcomes.length}`,
    'incidents in all': outcomes.reduce((sum, { incidents }) => sum + incidents, 0),
    'confirmed after, min': spread(({ confirmedAfter }) => confirmedAfter),
    'closed after the end, min': spread(({ closedAfter }) => closedAfter),
    'onset off by, min': spread(({ onsetError }) => onsetError),
    'scope right': kind.scope ? `${outcomes.filter(({ scopeRight }) => scopeRight).length} of ${outcomes.length}` : '',
  };
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}

const table: Record<string, string | number>[] = [];
for (const [name, kind] of Object.entries(kinds)) {
  if (!wanted.includes(name)) continue;
  const outcomes: Outcome[] = [];
  for (let seed = 1; seed <= Number(values.seeds); seed++) {
    const told = await transitionsOf(kind, seed);
    outcomes.push(judge(kind, told));
    if (!values.trace) continue;
    for (const { at, to, incident } of told) {
      const { observed, expected } = incident.evidence;
      const instant = new Date(at).toISOString().slice(5, 16);
      console.log(`${name} ${seed}  ${instant} ${to} ${incident.scope} ${Math.round(observed)}/${expected.toFixed(1)}`);
    }
  }
  table.push(rowOf(name, kind, outcomes));
  // A whole run takes long: what is known so far isn't lost with it.
  console.error(JSON.stringify(table.at(-1)));
}
console.table(table);
await database.close();
