import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formats } from '../../src/adapters/formats/registry.ts';
import { exportData } from '../../src/commands/export-data.ts';
import type { ExportRequest } from '../../src/commands/export-request.ts';
import type { Database } from '../../src/ports/database.ts';
import { copiedRows } from '../../src/store/read/copied-rows.ts';
import { copyPosts, postCellCount } from '../../src/store/read/exports.ts';
import { asOfAt, hostileText, seed } from '../http/seed.ts';
import { openTestDatabase } from '../support/database.ts';

let database: Database;

beforeAll(async () => {
  database = await openTestDatabase();
  await seed(database);
});
afterAll(() => database.close());

const hour: Omit<ExportRequest, 'what'> = { from: asOfAt - 3_600_000, to: asOfAt, bucket: '1m', tz: 'UTC' };

async function exported(request: Partial<ExportRequest> & Pick<ExportRequest, 'what'>, format = 'ndjson') {
  let rows = -1;
  const made = exportData(
    {
      database,
      format: formats[format]!,
      brands: ['walmart', 'target', 'unheard-of'],
      sourcesOf: () => ({ ids: ['demo'], only: false }),
      smallestCell: 5,
      authorWindowMinutes: 60,
      nowMs: asOfAt,
      versions: { config: 'c0ffee', model: 'kind@1', data: 'd474' },
      done: (n) => {
        rows = n;
      },
    },
    { ...hour, ...request },
  );
  const parts: Uint8Array[] = [];
  for await (const part of made.bytes) parts.push(part);
  return { bytes: Buffer.concat(parts), rows, made };
}

async function objects(
  request: Partial<ExportRequest> & Pick<ExportRequest, 'what'>,
): Promise<Record<string, unknown>[]> {
  const { bytes } = await exported(request);
  return bytes
    .toString()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('exported posts', () => {
  it('hold every post that isn’t deleted, in order, with its text and no author key', async () => {
    const rows = await objects({ what: 'posts', brand: 'walmart' });
    expect(rows).toHaveLength(29);
    const order = rows.map(({ at, id }) => `${String(at).slice(0, 16)} ${String(id)}`);
    expect(order).toEqual([...order].sort());
    expect(rows.find(({ id }) => id === 'bluesky:000')?.text).toBe(hostileText);
    expect(JSON.stringify(rows)).not.toContain('author-key');
    expect(rows[0]).toMatchObject({
      brand: 'walmart',
      kind: 'current',
      p_current: 0.93,
      made_with: 'config=c0ffee model=kind@1 data=d474',
    });
  });

  it('come in pieces of whole minutes, whatever one minute holds, brand by brand', async () => {
    const crowded = await openTestDatabase();
    await crowded.query(
      `INSERT INTO post SELECT 'rss:' || i, 'rss', 'key-' || i, 'down ' || i, 'en', (1000 + i / 7000) * 60000::int8, NULL, 0, NULL, NULL, NULL, false, '', 'kept'
       FROM generate_series(0, 14999) i`,
    );
    await crowded.query(
      `INSERT INTO report SELECT 'rss:' || i, (ARRAY['target', 'acme'])[1 + i % 2], 'rss', 'current', 0.93, '{login}', '{web,app}', NULL, NULL, NULL, NULL, NULL, NULL,
         NULL, NULL, NULL, 'key-' || i, '', 1000 + i / 7000, 'reports@1' FROM generate_series(0, 14999) i`,
    );
    const range = { from: 900, to: 2_000 };
    const read = async (filter: Parameters<typeof copyPosts>[1]) => {
      const pieces: { id: string; brand: string }[][] = [];
      for await (const piece of copyPosts(crowded, filter))
        pieces.push([...copiedRows(piece, postCellCount)].map(([id, brand]) => ({ id: id!, brand: brand! })));
      return pieces;
    };
    const batches = await read(range);
    const all = batches.flat();
    expect(all).toHaveLength(15_000);
    expect(new Set(all.map(({ id }) => id)).size).toBe(15_000);
    expect(all.map(({ brand }) => brand)).toEqual([...Array(7_500).fill('acme'), ...Array(7_500).fill('target')]);
    expect(batches.length).toBeGreaterThan(2);
    expect((await read({ ...range, brand: 'acme', from: 1_001 })).flat()).toHaveLength(4_000);
    await crowded.close();
  });

  it('tell a place only as narrowly as five people share it', async () => {
    const rows = await objects({ what: 'posts' });
    const place = (id: string) => {
      const { state, metro, city, place_level, place_suppressed } = rows.find((row) => row.id === `bluesky:${id}`)!;
      return [state, metro, city, place_level, place_suppressed];
    };
    // Ten people from Dallas, two from Plano (same metro), three from Vermont.
    expect(place('003')).toEqual(['TX', '19100', 'Dallas', 'city', false]);
    expect(place('011')).toEqual(['TX', '19100', null, 'metro', true]);
    expect(place('013')).toEqual([null, null, null, 'country', true]);
    expect(place('020')).toEqual([null, null, null, null, false]);
  });

  it('are disarmed for spreadsheets', async () => {
    const { bytes } = await exported({ what: 'posts' }, 'csv');
    const text = bytes.toString();
    expect(text).toContain(`,"'=HYPERLINK(""http://evil.example"",""x"")\n<script>alert(1)</script>`);
    expect(text).not.toMatch(/(^|,)"?=HYPERLINK/m);
  });

  it('follow filters and range', async () => {
    const count = async (filter: Partial<ExportRequest>) => (await objects({ what: 'posts', ...filter })).length;
    expect(await count({ symptom: 'checkout_payment' })).toBe(15);
    expect(await count({ symptom: '*', area: '*', surface: '*' })).toBe(29);
    expect(await count({ area: 'US-VT' })).toBe(3);
    expect(await count({ brand: 'target' })).toBe(0);
    expect(await count({ from: asOfAt - 20 * 60_000, to: asOfAt - 19 * 60_000 })).toBe(2);
    expect(await count({ from: asOfAt, to: asOfAt + 1 })).toBe(0);
  });
});

describe('exported timelines', () => {
  it('have every judged bucket of each brand that was ever judged', async () => {
    const rows = await objects({ what: 'timeline', bucket: '15m', to: asOfAt + 3_600_000 });
    expect(rows.map(({ brand, at }) => [brand, at])).toEqual(
      ['walmart', 'target'].flatMap((brand) =>
        [0, 15, 30, 45].map((m) => [brand, `2026-11-03T14:${String(m).padStart(2, '0')}:00Z`]),
      ),
    );
    expect(rows.reduce((sum, { observed }) => sum + Number(observed), 0)).toBe(120);
    expect(rows[0]).toMatchObject({ symptom: '*', area: '*', expected: 7.5, exposure: 1, suppressed: false });
    expect(rows[3]!.excess).toBe(90 - Number(rows[3]!.expected));
  });

  it('of a brand that isn’t judged yet go as far as the others are, once it is asked for', async () => {
    const rows = await objects({ what: 'timeline', brand: 'unheard-of', bucket: '15m', to: asOfAt + 3_600_000 });
    expect(rows.map(({ at, observed, expected }) => [at, observed, expected])).toEqual(
      [0, 15, 30, 45].map((m) => [`2026-11-03T14:${String(m).padStart(2, '0')}:00Z`, 0, null]),
    );
  });

  it('tell the local time of a zone', async () => {
    const rows = await objects({ what: 'timeline', brand: 'walmart', bucket: '1h', tz: 'America/Chicago' });
    expect(rows.map(({ at, local_time }) => [at, local_time])).toEqual([
      ['2026-11-03T14:00:00Z', '2026-11-03T08:00:00-06:00'],
    ]);
  });

  it('withhold small cells of a place, and nothing of the whole', async () => {
    const minutes = await objects({ what: 'timeline', brand: 'walmart', area: 'US-TX' });
    expect(minutes.filter(({ suppressed }) => suppressed).length).toBe(20);
    expect(minutes.at(-1)).toMatchObject({ observed: null, expected: null, excess: null, upper: null });
    expect((await objects({ what: 'timeline', brand: 'walmart', area: 'US-TX', bucket: '1h' }))[0]).toMatchObject({
      observed: 60,
      suppressed: false,
    });
    // Two people from Vermont, in one quarter of the hour: the empty one beside it tells nothing by itself either.
    const vermont = { what: 'timeline', brand: 'walmart', area: 'US-VT', bucket: '15m' } as const;
    const withheld = ['14:30', '14:45'].map((time) => `2026-11-03T${time}:00Z`);
    const hiddenOf = async (from: number) =>
      (await objects({ ...vermont, from })).filter(({ suppressed }) => suppressed).map(({ at }) => at);
    expect(await hiddenOf(asOfAt - 3_600_000)).toEqual(withheld);
    expect(await hiddenOf(asOfAt - 900_000)).toEqual(withheld.slice(1));
    expect(await objects({ ...vermont, from: asOfAt - 900_000 })).toHaveLength(1);
    const login = await objects({ what: 'timeline', brand: 'walmart', symptom: 'login' });
    expect(login.at(-1)).toMatchObject({ observed: 4, suppressed: false });
  });
});

describe('exported incidents', () => {
  it('are those open in the range, small areas withheld', async () => {
    const [row, ...more] = await objects({ what: 'incidents' });
    expect(more).toEqual([]);
    expect(row).toMatchObject({
      id: 'inc-1',
      onset_at: '2026-11-03T14:40:00Z',
      minutes_to_detect: 4,
      closed_at: null,
      symptoms: 'login:0.8;checkout_payment:0.4',
      areas: 'US-TX:60',
      located: 80,
      located_of: 120,
    });
    expect(await objects({ what: 'incidents', symptom: 'cart' })).toEqual([]);
    expect(await objects({ what: 'incidents', symptom: 'login', area: 'US-TX' })).toHaveLength(1);
    const placed = async (area: string) => (await objects({ what: 'incidents', area })).map(({ id }) => id);
    expect(await placed('US')).toEqual(['inc-1']);
    expect(await placed('US-CA')).toEqual([]);
    const areas = [{ id: 'US-CA:31080', name: 'Los Angeles', observed: 15, expected: 1 }];
    await database.query("UPDATE incident SET body = jsonb_set(body, '{areas}', body -> 'areas' || $1::jsonb)", [
      JSON.stringify(areas),
    ]);
    expect(await placed('US-CA')).toEqual(['inc-1']);
    expect(await placed('US-CA:31080')).toEqual(['inc-1']);
    expect(await placed('US-CA:31084')).toEqual([]);
    await database.query("UPDATE incident SET body = body #- '{areas,-1}'");
    expect(await objects({ what: 'incidents', from: asOfAt - 7_200_000, to: asOfAt - 3_600_000 })).toEqual([]);
  });
});

describe('every export', () => {
  it.each(['timeline', 'posts', 'incidents'] as const)(
    'of %s is the same in all formats and the same bytes twice',
    async (what) => {
      const rows = await objects({ what });
      const csv = await exported({ what }, 'csv');
      expect(csv.rows).toBe(rows.length);
      expect((await exported({ what }, 'csv')).bytes).toEqual(csv.bytes);
      const { bytes } = await exported({ what }, 'parquet');
      expect((await exported({ what }, 'parquet')).bytes).toEqual(bytes);
      const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
      const read = await parquetReadObjects({ file });
      const told = read.map((row) =>
        Object.fromEntries(
          Object.entries(row).map(([key, value]) => [
            key,
            value instanceof Date ? value.toISOString().replace('.000Z', 'Z') : value,
          ]),
        ),
      );
      expect(told).toEqual(rows);
      const metadata = Object.fromEntries(
        parquetMetadata(file).key_value_metadata!.map(({ key, value }) => [key, value]),
      );
      expect(metadata).toMatchObject({
        'outcry.what': what,
        'outcry.config': 'c0ffee',
        'outcry.model': 'kind@1',
        'outcry.data': 'd474',
      });
    },
  );

  it('is named after what it holds', async () => {
    const { made } = await exported({ what: 'posts', brand: 'walmart' }, 'parquet');
    expect(made.fileName).toBe('outcry-posts-walmart-20261103T140000Z-20261103T150000Z.parquet');
  });
});
