import { describe, expect, it } from 'vitest';
import type { TimelineAnswer } from '../../src/http/schemas.ts';
import { useSeededServer } from '../support/seeded-server.ts';

const site = useSeededServer();

const range = 'from=2026-11-03T14:00Z&to=2026-11-03T15:00Z';
const read = async (query: string) =>
  (await (
    await site.server.get(`/api/v1/timeline?brand=walmart&${range}&bucket=1h&${query}`)
  ).json()) as TimelineAnswer;

describe('the timeline of one source', () => {
  // 28 current posts by 25 people; three people speak again within their hour.
  it.each([
    ['source=bluesky', 25],
    ['source=bluesky&symptom=checkout_payment', 13],
    ['source=bluesky&area=US-TX', 12],
    ['source=reddit', 0],
  ])('%s counts people as the whole does', async (query, people) => {
    const { items, source } = await read(query);
    expect(source).toBe(query.split('&')[0]!.split('=')[1]);
    expect(items.map(({ observed }) => observed)).toEqual([people]);
    expect(items[0]).toMatchObject({ expected: null, excess: null });
  });

  it('is exported with the same figures, and the file says whose they are', async () => {
    const file = await site.server.get(`/api/v1/exports?what=timeline&brand=walmart&${range}&bucket=1h&source=bluesky`);
    expect(file.headers.get('content-disposition')).toContain('outcry-timeline-walmart-bluesky-');
    expect((await file.text()).split('\n')[1]).toContain(',25,');
    const posts = await site.server.get(`/api/v1/exports?what=posts&brand=walmart&${range}&source=reddit`);
    expect((await posts.text()).trim().split('\n')).toHaveLength(1);
  });
});
