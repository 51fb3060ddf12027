import type { Incident } from '../../src/core/words/incident.ts';
import type { Database } from '../../src/ports/database.ts';
import { saveIncident } from '../../src/store/incidents.ts';

/** 2026-11-03T15:00:00Z, a Tuesday morning; everything below is told from here. */
export const asOfAt = Date.UTC(2026, 10, 3, 15, 0);
export const asOfMinute = asOfAt / 60_000;
export const onsetMinute = asOfMinute - 20;

/** A watched brand in an outage, a calm one, a demonstration; three sources of which one has a gap. */
export async function seed(database: Database): Promise<void> {
  await seedSources(database);
  await seedCounts(database);
  await seedPosts(database);
  await seedIncident(database);
}

async function seedSources(database: Database): Promise<void> {
  const rows = [
    ['bluesky', 'bluesky', 'ok', ''],
    ['reddit', 'reddit', 'failing', 'unreachable: connection refused'],
    ['demo', 'archive', 'ok', ''],
  ];
  for (const [id, kind, state, message] of rows)
    await database.query(
      'INSERT INTO source (id, kind, state, state_since, message, last_success_at, posts) VALUES ($1, $2, $3, $4, $5, $6, 7)',
      [id, kind, state, asOfAt - 3_600_000, message, asOfAt - 60_000],
    );
  for (const [id] of rows)
    await database.query('INSERT INTO setting VALUES ($1, $2)', [`asked-since:${id}`, String(asOfAt - 7 * 86_400_000)]);
  await database.query('INSERT INTO source_gap VALUES ($1, $2, $3, $4), ($5, $6, $7, $8)', [
    'reddit',
    asOfMinute - 30,
    null,
    'unreachable',
    'bluesky',
    asOfMinute - 10,
    asOfMinute - 8,
    'timeout',
  ]);
}

async function seedCounts(database: Database): Promise<void> {
  for (const brand of ['walmart', 'target', 'brightcart'])
    await database.query("INSERT INTO stage_cursor VALUES ('detect', $1, $2)", [brand, asOfMinute]);
  for (let minute = onsetMinute; minute < asOfMinute; minute++) {
    for (const [symptom, area, n] of [
      ['*', '*', 6],
      ['login', '*', 4],
      ['*', 'US-TX', 3],
      ['*', 'US-TX:19100', 2],
    ] as const)
      await database.query("INSERT INTO stratum_count VALUES ('walmart', $1, '*', $2, $3, $4)", [
        symptom,
        area,
        minute,
        n,
      ]);
    await database.query("INSERT INTO brand_minute VALUES ('walmart', $1, 10, 6, 1, 0, 3, 4, '{}')", [minute]);
  }
  await database.query("INSERT INTO stratum_count VALUES ('walmart', '*', '*', 'US-VT', $1, 2)", [onsetMinute]);
  for (let quarter = asOfMinute / 15 - 24; quarter < asOfMinute / 15; quarter++)
    for (const [area, mean] of [
      ['*', 0.5],
      ['US-TX', 0.05],
    ] as const)
      await database.query("INSERT INTO expectation VALUES ('walmart', '*', '*', $1, $2, $3, 0.2, 0.1)", [
        area,
        quarter,
        mean,
      ]);
}

export const hostileText = '=HYPERLINK("http://evil.example","x")\n<script>alert(1)</script> \u202eabc, "quoted"';

async function seedPosts(database: Database): Promise<void> {
  for (let i = 0; i < 30; i++) {
    const id = `bluesky:${String(i).padStart(3, '0')}`;
    const minute = onsetMinute + (i % 20);
    const text = i === 0 ? hostileText : `walmart app login is down, try ${i}`;
    await database.query(
      "INSERT INTO post VALUES ($1, 'bluesky', $2, $3, 'en', $4, NULL, $4, NULL, $5, NULL, false, $6, 'kept')",
      [
        id,
        `author-key-${i % 25}`,
        text,
        minute * 60_000 + 1_000,
        i === 1 ? 'javascript:alert(1)' : `https://bsky.app/${i}`,
        i < 3 ? 'same' : '',
      ],
    );
    const state = i < 12 ? 'TX' : i < 15 ? 'VT' : null;
    await database.query(
      `INSERT INTO report VALUES ($1, 'walmart', 'bluesky', $2, 0.93, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 'kind@1')`,
      [
        id,
        i < 28 ? 'current' : 'resolved',
        i % 2 ? ['login'] : ['login', 'checkout_payment'],
        ['web', 'app'],
        state && 'US',
        state,
        state === 'TX' ? (i < 10 ? 'Dallas' : 'Plano') : null,
        state === 'TX' ? '19100' : null,
        state && 32.7,
        state && -96.8,
        state && 'city',
        state && 'text',
        state && 0.9,
        `author-key-${i % 25}`,
        i < 3 ? 'same' : '',
        minute,
      ],
    );
  }
  await database.query("UPDATE post SET deleted_at = $1, text = '' WHERE id = 'bluesky:029'", [asOfAt]);
}

export function testIncident(changes: Partial<Incident> = {}): Incident {
  const at = onsetMinute * 60_000;
  return {
    id: 'inc-1',
    brand: 'walmart',
    state: 'confirmed',
    onset: { at, low: at - 120_000, high: at + 60_000 },
    detectedAt: at + 240_000,
    updatedAt: asOfAt,
    closedAt: null,
    symptoms: [
      { id: 'login', share: 0.8 },
      { id: 'checkout_payment', share: 0.4 },
    ],
    surfaces: [
      { id: 'web', share: 0.6 },
      { id: 'app', share: 0.5 },
    ],
    scope: 'national',
    areas: [
      { id: 'US-TX', name: 'Texas', observed: 60, expected: 1 },
      { id: 'US-VT', name: 'Vermont', observed: 2, expected: 0.1 },
    ],
    evidence: {
      observed: 412,
      expected: 9.2,
      recurrenceIntervalMinutes: 1e9,
      authors: 400,
      located: { n: 80, of: 120 },
    },
    attribution: { kind: 'internal', reasons: ['peers are calm'] },
    reasons: ['412 people against 9.2 expected'],
    revision: 2,
    ...changes,
  };
}

export async function insertIncident(database: Database, incident: Incident): Promise<void> {
  await saveIncident(database, { incident, memory: {} }, 0);
}

async function seedIncident(database: Database): Promise<void> {
  const incident = testIncident();
  await insertIncident(database, incident);
  const steps = [
    [1, null, 'watching'],
    [2, 'watching', 'confirmed'],
  ];
  for (const [revision, from, to] of steps)
    await database.query('INSERT INTO transition VALUES ($1, $2, $3, $4, $5, $6::jsonb)', [
      incident.id,
      revision,
      incident.detectedAt + Number(revision) * 60_000,
      from,
      to,
      JSON.stringify({ ...incident, state: to, revision }),
    ]);
  await database.query(
    `INSERT INTO alert (id, method, brand, symptom, surface, area, first_minute, minute, observed, expected, recurrence_interval,
       onset_at, onset_low, onset_high, active, reasons)
     VALUES ('alert-1', 'temporal', 'walmart', '*', '*', '*', $1, $2, 120, 2.5, 1e9, $3, $3, $3, true, '["far above"]')`,
    [onsetMinute + 3, asOfMinute, incident.onset.at],
  );
}
