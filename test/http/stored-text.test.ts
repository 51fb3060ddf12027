import { describe, expect, it } from 'vitest';
import { listOf, report } from '../../src/http/schemas.ts';
import { useSeededServer } from '../support/seeded-server.ts';
import { asOfAt, asOfMinute } from './seed.ts';

const site = useSeededServer();

const day = '2026-11-03';
const bodies: [path: string, body: Record<string, unknown>, fields: string[]][] = [
  ['markers', { brand: 'walmart', kind: 'deploy', note: 'x', name: 'Ada' }, ['note', 'name']],
  ['silences', { reason: 'x', minutes: 5, owner: 'Ada', channel: 'hook' }, ['reason', 'owner', 'channel']],
  [
    'maintenance-windows',
    { brand: 'walmart', reason: 'x', zone: 'UTC', firstStart: `${day}T10:00`, durationMinutes: 5, owner: 'Ada' },
    ['reason', 'owner'],
  ],
  ['missed-outages', { brand: 'walmart', beganAt: day, note: 'x', name: 'Ada' }, ['note', 'name']],
  ['keys', { name: 'grafana', role: 'viewer' }, ['name']],
  ['incidents/inc-1/acknowledgments', { name: 'Ada', note: 'x' }, ['note', 'name']],
  ['incidents/inc-1/verdicts', { verdict: 'true', reason: 'x', name: 'Ada' }, ['reason', 'name']],
  ['incidents/inc-1/statements', { en: 'x', es: 'x', name: 'Ada' }, ['en', 'es', 'name']],
  ['incidents/inc-1/merge', { with: 'inc-2', reason: 'x', name: 'Ada' }, ['with', 'reason', 'name']],
  ['incidents/inc-1/split', { symptom: 'login', reason: 'x', name: 'Ada' }, ['reason', 'name']],
  ['reports/bluesky:003/labels', { brand: 'walmart', kind: 'chatter', reason: 'x' }, ['reason']],
  ['erasures', { source: 'bluesky', author: 'x' }, ['source', 'author']],
];

const post = async (path: string, body: unknown) => {
  const response = await site.server.get(`/api/v1/${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, text: await response.text() };
};

describe('text that the database can’t hold', () => {
  it.each(bodies)('is refused by POST /%s, field by field', async (path, body, fields) => {
    for (const field of fields)
      for (const bad of ['\ud83d cut', 'a\u0000b']) {
        const { status, text } = await post(path, { ...body, [field]: bad });
        expect([field, status, text]).toEqual([field, 400, expect.stringContaining('half a surrogate pair')]);
      }
  });

  it('is no whole character beyond the basic plane', async () => {
    const { status, text } = await post('markers', { brand: 'walmart', kind: 'deploy', note: 'party \ud83c\udf89' });
    expect([status, text]).toEqual([201, expect.stringContaining('party \ud83c\udf89')]);
  });
});

describe('paging', () => {
  it('goes on after any id that is stored, be it long or of two lines', async () => {
    const ids = [`bluesky:${'x'.repeat(900)}`, 'bluesky:two\nlines\n'];
    for (const id of ids) {
      await site.database.query(
        "INSERT INTO post VALUES ($1, 'bluesky', 'k', 'down', 'en', $2, NULL, $2, NULL, NULL, NULL, false, '', 'kept')",
        [id, asOfAt],
      );
      await site.database.query(
        `INSERT INTO report (post_id, brand, source, kind, p_current, symptoms, surfaces, author_key, fingerprint, minute, model)
         VALUES ($1, 'walmart', 'bluesky', 'current', 0.9, '{login}', '{web}', 'k', '', $2, 'kind@1')`,
        [id, asOfMinute],
      );
    }
    const seen: string[] = [];
    for (let next: string | undefined = ''; next !== undefined; ) {
      const response = await site.server.get(`/api/v1/reports?limit=1${next && `&cursor=${next}`}`);
      expect(response.status).toBe(200);
      const page = listOf(report).parse(await response.json());
      seen.push(...page.items.map(({ id }) => id));
      next = seen.length > 5 ? undefined : page.next;
    }
    expect(seen.slice(0, 2).sort()).toEqual(ids.sort());
    expect(new Set(seen).size).toBe(seen.length);
  });
});
