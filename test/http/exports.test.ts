import { describe, expect, it } from 'vitest';
import { useSeededServer } from '../support/seeded-server.ts';

const site = useSeededServer();

const range = 'from=2026-11-03T14:00:00Z&to=2026-11-03T15:00:00Z';
const download = (query: string) => site.server.get(`/api/v1/exports?${query}&${range}`);

describe('exports', () => {
  it.each([
    ['csv', 'text/csv; charset=utf-8; header=present'],
    ['ndjson', 'application/x-ndjson'],
    ['parquet', 'application/vnd.apache.parquet'],
  ])('download as %s, the same bytes each time', async (format, type) => {
    const [first, second] = [
      await download(`what=posts&format=${format}`),
      await download(`what=posts&format=${format}`),
    ];
    expect(first.status).toBe(200);
    expect(first.headers.get('content-type')).toBe(type);
    expect(first.headers.get('content-disposition')).toBe(
      `attachment; filename="outcry-posts-all-20261103T140000Z-20261103T150000Z.${format}"`,
    );
    const bytes = await first.bytes();
    expect(bytes.length).toBeGreaterThan(1_000);
    expect(await second.bytes()).toEqual(bytes);
  });

  it('run one after the other without using up the places', async () => {
    for (let i = 0; i < 12; i++) expect((await (await download('what=incidents')).text()).split('\n')).toHaveLength(3);
  });

  it('name what is wrong with the question', async () => {
    const status = async (query: string) => (await site.server.get(`/api/v1/exports?${query}`)).status;
    expect(await status('what=posts&from=2026-11-03&to=2026-11-02')).toBe(400);
    expect(await status('what=posts')).toBe(400);
    expect(await status(`what=posts&format=xlsx&${range}`)).toBe(400);
    expect(await status(`what=everything&${range}`)).toBe(400);
    expect(await status(`what=posts&brand=nobody&${range}`)).toBe(404);
    const ofSource = await site.server.get(`/api/v1/exports?what=incidents&source=reddit&${range}`);
    expect(ofSource.status).toBe(400);
    expect(await ofSource.text()).toContain('incidents come from all sources together');
  });

  it('tell the metrics how many rows they wrote', async () => {
    await (await download('what=timeline&format=ndjson&brand=walmart')).text();
    const metrics = await (await site.server.get('/metrics')).text();
    expect(metrics).toContain('outcry_exported_rows_total{what="timeline",format="ndjson"} 60');
  });
});
