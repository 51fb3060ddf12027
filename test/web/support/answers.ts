import type { ClustersAnswer } from '../../../src/http/cluster-schemas.ts';
import type {
  AreasAnswer,
  BreakdownRow,
  List,
  Problem,
  StoreAnswer,
  TimelineAnswer,
} from '../../../src/http/schemas.ts';
import { explanation } from './explain-world.ts';
import { handling, maintenance, marker, scoreboard, silence } from './handling-world.ts';
import { backtest, channel, settings } from './settings-world.ts';
import { telemetry, telemetryVerdict } from './telemetry-world.ts';
import { bucketAt, iso, type World } from './world.ts';

const minuteMs = 60_000;
const lengths: Record<string, number> = { '1m': 1, '5m': 5, '15m': 15, '1h': 60, '1d': 1_440 };

/** An answer "no" of the API. */
export class Refusal extends Error {
  readonly status: number;
  readonly problem: Problem;

  constructor(status: number, code: string, detail: string) {
    super(detail);
    this.status = status;
    this.problem = { type: `urn:outcry:${code}`, title: code, status, code, detail };
  }
}

/** What GET under /api/v1 answers. */
export function answer(world: World, url: URL): unknown {
  const [, , , what = '', id = '', part = ''] = url.pathname.split('/').map(decodeURIComponent);
  const asOf = { asOf: iso(world.now), stale: false };
  const query = url.searchParams;
  if (world.broken.includes(what)) throw new Refusal(503, 'unavailable', 'The database can’t answer now.');
  switch ([what, ...(id ? [':id'] : []), ...(part ? [part] : [])].join('/')) {
    case 'brands':
      return { items: world.brands, ...asOf };
    case 'brands/:id':
      return found(world.brands, id, 'brand-unknown');
    case 'incidents':
      return { items: incidents(world, query), ...asOf };
    case 'incidents/:id':
      return found(world.incidents, id, 'incident-unknown');
    case 'incidents/:id/handling':
      return handling(id, world.now);
    case 'maintenance-windows':
      return { items: [maintenance(world.now)] };
    case 'silences':
      return { items: [silence(world.now)] };
    case 'incidents/:id/comms':
      return world.comms;
    case 'telemetry':
      return telemetry(world.now, query.get('brand'));
    case 'incidents/:id/telemetry':
      return telemetryVerdict(world.now);
    case 'markers':
      return { items: [marker(world.now)] };
    case 'scoreboard':
      return scoreboard(world.now);
    case 'settings':
      return settings();
    case 'channels':
      return { items: [channel(world.now)] };
    case 'backtests':
      return { items: [backtest(world.now)].map(({ result: _, ...run }) => run), ...asOf };
    case 'backtests/:id':
      return backtest(world.now);
    case 'sources':
      return { items: world.sources, ...asOf };
    case 'session':
      return session(world);
    case 'timeline':
      return timeline(world, query);
    case 'breakdown':
      return { items: breakdown(query.get('by') ?? ''), ...asOf };
    case 'explain':
      return explanation(world.now, query);
    case 'report-challenge':
      return { challenge: `test.${world.now}`, bits: 8 };
    case 'symptom-grid':
      return { ...grid(), ...asOf };
    case 'stores':
      return stores(world);
    case 'areas':
      return areas(world);
    case 'reports':
      if (world.isLocked) throw new Refusal(401, 'key-required', 'Posts are shown to people with a key.');
      return {
        items: world.reports.filter(
          (report) => report.brand === query.get('brand') && (!query.get('kind') || report.kind === query.get('kind')),
        ),
        ...asOf,
      };
    case 'clusters':
      return clusters(world);
    case 'exports':
      return timeline(world, query)
        .items.map((b) => `${b.at},${b.observed},${b.expected}\n`)
        .join('');
    default:
      throw new Refusal(404, 'not-found', `There is nothing at ${url.pathname}.`);
  }
}

function session({ person, isLocked }: World) {
  if (person) return { ...person, local: false };
  return { role: isLocked ? 'none' : 'admin', name: '', local: !isLocked };
}

/** What nobody named yet; nothing here hangs on chance. */
function clusters(world: World): ClustersAnswer {
  const samples = ['gift card balance shows zero', 'my gift cards say zero'].map((text, i) => ({
    ...{ id: `bluesky:g${i}`, at: iso(world.now - i * minuteMs), text, lang: 'en', author: `g${i}` },
  }));
  const words = ['gift', 'card', 'balance'].map((word) => ({ word, posts: 5 }));
  const figures = { posts: 5, authors: 5, usual: 0.4, growth: 6.11 };
  const span = { firstAt: iso(world.now - 30 * minuteMs), lastAt: iso(world.now) };
  const symptom = { symptomWords: { gift_card_balance: ['gift card', 'gift cards'] } };
  return {
    items: [{ id: 'gift_card_balance', words, ...figures, ...span, samples, symptom }],
    ...{ unexplained: { n: 28, of: 412 }, from: iso(world.now - 1_440 * minuteMs), to: iso(world.now) },
    ...{ asOf: iso(world.now), stale: false },
  };
}

function found<Item extends { id: string }>(items: Item[], id: string, code: string): Item {
  const item = items.find((one) => one.id === id);
  if (!item) throw new Refusal(404, code, `There is no "${id}".`);
  return item;
}

function incidents(world: World, query: URLSearchParams) {
  return world.incidents
    .filter((incident) => !query.get('brand') || incident.brand === query.get('brand'))
    .filter((incident) => query.get('state') !== 'open' || incident.state !== 'closed')
    .map(
      ({
        transitions: _transitions,
        alerts: _alerts,
        official: _official,
        components: _components,
        asOf: _asOf,
        stale: _stale,
        ...incident
      }) => incident,
    );
}

function timeline(world: World, query: URLSearchParams): TimelineAnswer {
  const bucket = query.get('bucket') ?? '1m';
  const lengthMs = (lengths[bucket] ?? 1) * minuteMs;
  const to = query.get('to') ? Date.parse(query.get('to')!) : world.now;
  const from = query.get('from') ? Date.parse(query.get('from')!) : to - 6 * 60 * minuteMs;
  const first = Math.floor(from / lengthMs) * lengthMs;
  const brand = query.get('brand') ?? '';
  const items = [];
  for (let at = first; at < Math.min(to, world.now); at += lengthMs)
    items.push(bucketAt(brand, at, { lengthMs, now: world.now }));
  const all = (name: string) => query.get(name) ?? '*';
  return {
    ...{
      brand,
      bucket,
      symptom: all('symptom'),
      surface: all('surface'),
      area: all('area'),
      source: all('source'),
      tz: 'UTC',
      band: 0.95,
    },
    ...{ from: iso(first), to: iso(to), items, asOf: iso(world.now), stale: false },
  };
}

function breakdown(by: string): BreakdownRow[] {
  const counts: Record<string, [string, number][]> = {
    symptom: [
      ['login', 191],
      ['checkout_payment', 128],
      ['error_message', 77],
      ['slow_or_loading', 41],
      ['pharmacy', 12],
    ],
    surface: [
      ['app', 201],
      ['web', 174],
      ['ios', 33],
      ['store', 9],
      ['unknown', 28],
    ],
  };
  return (counts[by] ?? []).map(([key, observed]) => ({
    key,
    name: key,
    observed,
    share: observed / 412,
    suppressed: false,
  }));
}

function grid() {
  const cells: [string, string, number | null][] = [
    ['login', 'app', 121],
    ['login', 'web', 88],
    ['checkout_payment', 'web', 74],
    ['checkout_payment', 'app', 61],
    ['error_message', 'app', 48],
    ['pharmacy', 'store', 9],
    ['pharmacy', 'web', null],
  ];
  const margin = (by: 'symptom' | 'surface') =>
    breakdown(by).map(({ key, observed }) => ({ key, observed: observed ?? 0 }));
  return {
    items: cells.map(([symptom, surface, observed]) => ({ symptom, surface, observed, suppressed: observed === null })),
    ...{ symptoms: margin('symptom'), surfaces: margin('surface'), people: 412, k: 5 },
  };
}

function stores(world: World): List<StoreAnswer> {
  const items = [
    { id: '1183', name: 'Plano', lat: 33.02, lon: -96.7, km: null },
    { id: '42', name: 'Houston', lat: 29.76, lon: -95.37, km: null },
  ];
  return { items, asOf: iso(world.now), stale: false };
}

function areas(world: World): AreasAnswer {
  const states: [string, string, number, number][] = [
    ['US-TX', 'Texas', 61, 1.2],
    ['US-CA', 'California', 44, 2.1],
    ['US-FL', 'Florida', 31, 4.4],
    ['US-OH', 'Ohio', 22, 2.8],
    ['US-MO', 'Missouri', 15, 8],
    ['US-NY', 'New York', 12, 10.2],
    ['US-WA', 'Washington', 9, 0.5],
  ];
  const shown = states.map(([id, name, observed, expected]) => ({
    ...{ id, name, level: 'state' as const, center: null, observed, expected },
    ...{ relative: observed / expected, suppressed: false },
  }));
  const metros = [
    ['US-TX:19100', 'Dallas–Fort Worth', 24, 0.4, 32.8, -97],
    ['US-CA:31080', 'Los Angeles', 19, 1.1, 34, -118.2],
  ] as const;
  const cities = metros.map(([id, name, observed, expected, lat, lon]) => ({
    ...{ id, name, level: 'metro' as const, center: { lat, lon }, observed, expected },
    ...{ relative: observed / expected, suppressed: false },
  }));
  const hidden = ['Wyoming', 'Utah', 'Maine'].map((name, i) => ({
    ...{ id: ['US-WY', 'US-UT', 'US-ME'][i]!, name, level: 'state' as const, center: null },
    ...{ observed: null, expected: null, relative: null, suppressed: true },
  }));
  const asOf = { asOf: iso(world.now), stale: false };
  return { items: [...shown, ...cities, ...hidden], located: { n: 287, of: 412 }, k: 5, ...asOf };
}
