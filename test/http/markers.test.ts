import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { marker } from '../../src/http/routes/markers.ts';
import { useSeededServer } from '../support/seeded-server.ts';

const site = useSeededServer();

const set = (body: unknown) =>
  site.server.get('/api/v1/markers', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
const list = async (query: string) =>
  z.object({ items: z.array(marker) }).parse(await (await site.server.get(`/api/v1/markers?${query}`)).json()).items;

describe('markers over the API', () => {
  it('stand at their own time, or now, and come in order within the range asked for', async () => {
    const now = marker.parse(await (await set({ brand: 'walmart', kind: 'deploy', note: 'login 4.2' })).json());
    expect(now).toMatchObject({ at: '2026-11-03T15:00:30Z', name: 'local', note: 'login 4.2' });
    await set({ brand: 'walmart', kind: 'promotion', at: '2026-11-01T08:00:00Z', note: 'sale', name: 'Ada' });
    await set({ brand: 'target', kind: 'other', note: 'another brand' });
    expect((await list('brand=walmart')).map(({ kind }) => kind)).toEqual(['promotion', 'deploy']);
    expect((await list('brand=walmart&from=2026-11-02')).map(({ kind }) => kind)).toEqual(['deploy']);
    expect(await list('brand=walmart&to=2026-11-01T08:00:00Z')).toEqual([]);
    const [row] = await site.database.query<{ n: number }>(
      "SELECT count(*)::int4 AS n FROM audit WHERE action = 'marker-set'",
    );
    expect(row!.n).toBe(3);
  });

  it('need a brand that is watched, a kind and a word', async () => {
    expect((await set({ brand: 'nobody', kind: 'deploy', note: 'x' })).status).toBe(404);
    expect((await set({ brand: 'walmart', kind: 'party', note: 'x' })).status).toBe(400);
    expect((await set({ brand: 'walmart', kind: 'deploy', note: '' })).status).toBe(400);
    expect((await site.server.get('/api/v1/markers')).status).toBe(400);
  });
});
