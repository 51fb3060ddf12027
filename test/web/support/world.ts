import type {
  AlertAnswer,
  BrandSummary,
  IncidentDetail,
  ReportAnswer,
  SourceAnswer,
  TimelineBucketAnswer,
} from '../../../src/http/schemas.ts';
import type { CommsAnswer } from '../../../src/http/statement-shapes.ts';
import { comms } from './handling-world.ts';

const minuteMs = 60_000;

/** What the server of the browser tests answers: everything follows from one instant, nothing from chance. */
export interface World {
  now: number;
  brands: BrandSummary[];
  incidents: IncidentDetail[];
  reports: ReportAnswer[];
  sources: SourceAnswer[];
  comms: CommsAnswer;
  /** Posts need a key. */
  isLocked: boolean;
  /** Who is signed in with a key; null: the local person, or nobody where it is locked. */
  person: { role: string; name: string } | null;
  /** First parts of paths under /api/v1 that can't be answered. */
  broken: string[];
}

export function iso(at: number): string {
  return new Date(at).toISOString();
}

/** Reports per minute of a brand at an instant: calm waves, and for Walmart an outage that began 84 minutes ago. */
export function rateAt(brand: string, at: number, now: number): { observed: number; expected: number } {
  const expected = brand === 'walmart' ? 0.3 + 0.1 * Math.sin(at / 9_000_000) ** 2 : 0.2;
  const age = (now - at) / minuteMs;
  const wave = (Math.floor(at / minuteMs) * 7919 + brand.length * 13) % 100 < expected * 100 ? 1 : 0;
  const began = brand === 'walmart' ? 84 : brand === 'northwind' ? 200 : 0;
  if (age > began) return { observed: wave, expected };
  const grown = Math.min(1, (began - age) / 25);
  const faded = brand === 'northwind' && age < 60 ? age / 60 : 1;
  const outage = Math.round(9 * grown * faded * (1 + 0.25 * Math.sin(at / 130_000)));
  return { observed: outage + wave, expected };
}

/** A bucket of the timeline; sources were down between 170 and 155 minutes ago. */
export function bucketAt(
  brand: string,
  at: number,
  { lengthMs, now }: { lengthMs: number; now: number },
): TimelineBucketAnswer {
  const minutes = Math.round(lengthMs / minuteMs);
  let observed = 0;
  let expected = 0;
  let seen = 0;
  for (let i = 0; i < minutes; i++) {
    const here = at + i * minuteMs;
    const age = (now - here) / minuteMs;
    if (age <= 170 && age > 155) continue;
    const rate = rateAt(brand, here, now);
    seen++;
    observed += rate.observed;
    expected += rate.expected;
  }
  const upper = expected + 2 * Math.sqrt(expected) + 1;
  if (seen === 0)
    return {
      at: iso(at),
      observed: 0,
      mentions: 0,
      expected: null,
      lower: null,
      upper: null,
      excess: null,
      exposure: 0,
      suppressed: false,
    };
  return {
    at: iso(at),
    observed,
    mentions: observed * 3 + 2,
    expected,
    lower: Math.max(0, expected - 2 * Math.sqrt(expected)),
    upper,
    excess: observed - expected,
    exposure: seen / minutes,
    suppressed: false,
  };
}

export function makeWorld(now: number): World {
  const asOf = Math.floor(now / minuteMs) * minuteMs;
  const incidents = [outage(asOf), demonstration(asOf), overIncident(asOf)];
  return {
    now: asOf,
    brands: brands(asOf),
    incidents,
    reports: reports(asOf),
    sources: sources(asOf),
    comms: comms(asOf),
    isLocked: false,
    person: null,
    broken: [],
  };
}

function brands(now: number): BrandSummary[] {
  const peers = ['target', 'kroger', 'costco'];
  const walmart = { incidentId: 'inc-walmart', since: iso(now - 84 * minuteMs), state: 'confirmed' as const };
  return [
    brand('walmart', 'Walmart', {
      now,
      ...walmart,
      sentence: outage(now).sentence,
      peers,
      dependencies: ['azure', 'cloudflare', 'visa'],
    }),
    brand('target', 'Target', { now, peers: ['walmart', 'kroger'] }),
    brand('kroger', 'Kroger', {
      now,
      state: 'learning',
      sentence: 'Still learning what is normal for Kroger: 3 reports in the last hour.',
    }),
    brand('costco', 'Costco', { now }),
    brand('amazon', 'Amazon', {
      now,
      ...unseen(now),
      state: 'blind',
      sources: { up: 0, of: 3 },
      sentence: 'No source can be read: problems with Amazon would not be seen.',
    }),
    brand('northwind', 'Northwind Stores', {
      now,
      demo: true,
      state: 'recovering',
      incidentId: 'inc-demo',
      since: iso(now - 200 * minuteMs),
      sentence: demonstration(now).sentence,
    }),
    ...['Azure', 'Cloudflare', 'Visa'].map((name) =>
      brand(name.toLowerCase(), name, { now, role: 'provider', industry: 'infrastructure' }),
    ),
  ];
}

function unseen(now: number): Pick<BrandSummary, 'spark' | 'lastHour'> {
  const nothing = Array.from({ length: 60 }, () => null);
  return {
    spark: { from: iso(now - 60 * minuteMs), observed: nothing, expected: nothing },
    lastHour: { observed: 0, expected: null },
  };
}

function brand(id: string, name: string, given: Partial<BrandSummary> & { now: number }): BrandSummary {
  const { now, ...rest } = given;
  const minutes = Array.from({ length: 60 }, (_, i) => rateAt(id, now - (60 - i) * minuteMs, now));
  const observed = minutes.map((m) => m.observed);
  return {
    id,
    name,
    role: 'brand',
    industry: 'retail',
    demo: false,
    state: 'ok',
    incidentId: null,
    since: null,
    sentence: `Nothing unusual at ${name}: ${observed.reduce((a, b) => a + b, 0)} reports in the last hour.`,
    timeZone: 'America/Chicago',
    lastHour: {
      observed: observed.reduce((a, b) => a + b, 0),
      expected: minutes.reduce((sum, m) => sum + m.expected, 0),
    },
    spark: { from: iso(now - 60 * minuteMs), observed, expected: minutes.map((m) => m.expected) },
    peers: [],
    dependencies: [],
    sources: { up: 3, of: 5 },
    asOf: iso(now),
    stale: false,
    ...rest,
  };
}

function outage(now: number): IncidentDetail {
  const at = now - 84 * minuteMs;
  return {
    id: 'inc-walmart',
    brand: 'walmart',
    brandName: 'Walmart',
    demo: false,
    state: 'confirmed',
    sentence:
      'Login and checkout are failing for customers of Walmart on web and app, nationwide, since Nov 3, 9:12 AM CST; 412 people against 9 expected.',
    onset: { at: iso(at), low: iso(at - 4 * minuteMs), high: iso(at + 3 * minuteMs) },
    detectedAt: iso(at + 6 * minuteMs),
    updatedAt: iso(now - 2 * minuteMs),
    closedAt: null,
    components: [
      { id: 'identity', name: 'Login and identity', share: 0.71, reasons: ['80 % of the reporters name login'] },
    ],
    official: {
      ...{ firstWordAt: iso(at + 44 * minuteMs), firstWordUrl: null, allClearAt: null },
      ...{ minutesToFirstWord: 44, minutesToAllClear: null, silentMinutes: null },
    },
    symptoms: [
      { id: 'login', share: 0.46 },
      { id: 'checkout_payment', share: 0.31 },
    ],
    surfaces: [
      { id: 'web', share: 0.5 },
      { id: 'app', share: 0.4 },
    ],
    scope: 'national',
    areas: [{ id: 'US-TX', name: 'Texas', observed: 61, expected: 1.2 }],
    region: {
      ...{ name: 'Dallas–Fort Worth', areaIds: ['US-TX:19100'], center: { lat: 32.8, lon: -97 } },
      ...{ radiusKm: 90, observed: 31, expected: 0.6 },
    },
    evidence: {
      observed: 412,
      expected: 9.1,
      recurrenceIntervalMinutes: null,
      authors: 412,
      located: { n: 287, of: 412 },
    },
    attribution: {
      kind: 'internal',
      reasons: ['The three peers and the three providers are within what is normal for them.'],
    },
    reasons: [
      '412 distinct people reported a current problem; 9.1 are expected at this time of the week.',
      'Reports of login and of checkout rose together, from different people, on web and app.',
      '38 states are above their own baseline: the pattern is national.',
    ],
    revision: 3,
    mergedInto: null,
    parent: null,
    below: [],
    follows: null,
    transitions: [
      step(1, { at: at + 6 * minuteMs, from: null, to: 'watching', observed: 14 }),
      step(2, { at: at + 9 * minuteMs, from: 'watching', to: 'probable', observed: 39 }),
      step(3, { at: at + 17 * minuteMs, from: 'probable', to: 'confirmed', observed: 120 }),
    ],
    alerts: [alert('walmart', '*', at), alert('walmart', 'login', at + 2 * minuteMs)],
    asOf: iso(now),
    stale: false,
  };
}

function step(
  revision: number,
  given: {
    at: number;
    from: 'watching' | 'probable' | null;
    to: 'watching' | 'probable' | 'confirmed';
    observed: number;
  },
) {
  const { at, from, to, observed } = given;
  const reasons = [`${observed} people against 2.4 expected in the window that speaks loudest.`];
  const figures = { observed, expected: 2.4, recurrenceIntervalMinutes: 5_256_000 };
  return { revision, at: iso(at), from, to, ...figures, reasons, change: null };
}

function alert(brand: string, symptom: string, at: number): AlertAnswer {
  return {
    id: `alert-${brand}-${symptom}`,
    method: 'temporal',
    brand,
    symptom,
    surface: '*',
    area: '*',
    areaName: 'everywhere',
    firstAt: iso(at + 6 * minuteMs),
    at: iso(at + 60 * minuteMs),
    observed: 380,
    expected: 8,
    recurrenceIntervalMinutes: null,
    onset: { at: iso(at), low: iso(at - 4 * minuteMs), high: iso(at + 3 * minuteMs) },
    active: true,
    reasons: [],
  };
}

function demonstration(now: number): IncidentDetail {
  const at = now - 200 * minuteMs;
  return {
    ...outage(now),
    id: 'inc-demo',
    brand: 'northwind',
    brandName: 'Northwind Stores',
    demo: true,
    state: 'recovering',
    sentence:
      'Northwind Stores is recovering from problems with the whole site or app, nationwide, since 7:20 AM; 988 people against 14 expected.',
    onset: { at: iso(at), low: iso(at - 2 * minuteMs), high: iso(at + 2 * minuteMs) },
    detectedAt: iso(at + 4 * minuteMs),
    evidence: { ...outage(now).evidence, observed: 988, expected: 14, authors: 988 },
  };
}

function overIncident(now: number): IncidentDetail {
  const at = now - 3 * 86_400_000;
  return {
    ...outage(now),
    id: 'inc-over',
    state: 'closed',
    sentence: 'Walmart is back to normal after problems with pickup, mainly in Texas; 44 people against 3 expected.',
    onset: { at: iso(at), low: iso(at - 2 * minuteMs), high: iso(at + 2 * minuteMs) },
    detectedAt: iso(at + 7 * minuteMs),
    closedAt: iso(at + 95 * minuteMs),
  };
}

/** Among ordinary posts: markup, a formula, control characters, a direction override and a word without end. */
const said: [text: string, symptoms: string[], place: [string, string] | null][] = [
  ['walmart app says something went wrong every time i try to log in', ['login', 'error_message'], ['Dallas', 'TX']],
  [
    '<img src=x onerror="document.title=1"><script>window.hacked=true</script> checkout broken',
    ['checkout_payment'],
    ['Tulsa', 'OK'],
  ],
  [
    '=HYPERLINK("http://evil.example","pay") card declined at walmart checkout, three times now',
    ['checkout_payment'],
    null,
  ],
  [
    '\u202Egnippohs \u0007 can\u2019t refill my prescription at the walmart pharmacy site\u202C',
    ['pharmacy'],
    ['Mobile', 'AL'],
  ],
  ['no puedo entrar en la app de walmart, se queda cargando', ['login', 'slow_or_loading'], ['El Paso', 'TX']],
  ['لا أستطيع تسجيل الدخول إلى walmart الآن', ['login'], null],
  [`walmart is down ${'a'.repeat(600)}`, ['site_down'], ['Reno', 'NV']],
  ['picked up nothing, walmart pickup says my order is not ready since this morning', ['pickup'], ['Macon', 'GA']],
];

function reports(now: number): ReportAnswer[] {
  const people = peopleSay(now);
  const text = 'We’re aware of an issue impacting our website and app, and are working to get it fixed.';
  const own = { id: 'bluesky:own', kind: 'ack' as const, fromBrand: true, at: iso(now - 40 * minuteMs), text };
  return [...people, { ...people[0]!, ...own, pCurrent: 0.02, symptoms: [], place: null, copies: 0 }];
}

function peopleSay(now: number): ReportAnswer[] {
  return Array.from({ length: 24 }, (_, i) => {
    const [text, symptoms, place] = said[i % said.length]!;
    return {
      id: `bluesky:${i}`,
      brand: 'walmart',
      source: i % 3 === 0 ? 'bluesky' : 'reddit',
      at: iso(now - (3 + i * 3) * minuteMs),
      editedAt: null,
      kind: 'current' as const,
      pCurrent: 0.93,
      symptoms,
      surfaces: ['app'],
      place: place && {
        country: 'US',
        state: place[1],
        city: place[0],
        metro: null,
        lat: null,
        lon: null,
        level: 'city' as const,
        from: 'text' as const,
        confidence: 0.9,
      },
      text: i < said.length ? text : `${text} (${i})`,
      lang: 'en',
      url: 'https://example.com/post',
      fromBrand: false,
      author: `p${i}`,
      copies: i === 0 ? 3 : 0,
      reach: i === 11 ? 4_096 : i === 6 ? 512 : null,
      app: i === 11 ? { version: '24.1', country: 'US', rating: 1 } : null,
      model: 'reports@1',
      label: null,
    };
  });
}

function sources(now: number): SourceAnswer[] {
  const calm = { retryAt: null, failures: 0, malformed: 0, spentUsd: 0, gaps: [], message: '' };
  const recent = { lastAttemptAt: iso(now - 20_000), lastSuccessAt: iso(now - 20_000), lastPostAt: iso(now - 45_000) };
  return [
    {
      ...calm,
      ...recent,
      id: 'bluesky',
      kind: 'bluesky',
      state: 'ok',
      since: iso(now - 9 * 3_600_000),
      posts: 18_211,
      malformed: 2,
    },
    {
      ...calm,
      ...recent,
      id: 'mastodon',
      kind: 'mastodon',
      state: 'ok',
      since: iso(now - 9 * 3_600_000),
      posts: 1_204,
    },
    { ...calm, ...recent, id: 'form', kind: 'form', state: 'ok', since: iso(now - 9 * 3_600_000), posts: 7 },
    {
      ...calm,
      id: 'reddit',
      kind: 'reddit',
      state: 'failing',
      since: iso(now - 12 * minuteMs),
      message: 'www.reddit.com answered 503 Service Unavailable; asked again with growing pauses.',
      lastAttemptAt: iso(now - 60_000),
      lastSuccessAt: iso(now - 12 * minuteMs),
      lastPostAt: iso(now - 13 * minuteMs),
      retryAt: iso(now + 240_000),
      failures: 5,
      posts: 882,
      gaps: [{ from: iso(now - 12 * minuteMs), to: null, reason: 'unavailable' }],
    },
    {
      ...calm,
      id: 'x',
      kind: 'x',
      state: 'off',
      since: iso(now - 9 * 3_600_000),
      posts: 0,
      lastAttemptAt: null,
      lastSuccessAt: null,
      lastPostAt: null,
      message: 'No X_BEARER_TOKEN is set.',
    },
  ];
}
