import { describe, expect, it } from 'vitest';
import { incidentDetail } from '../../src/http/incident-detail-schemas.ts';

import { insertOwnPost } from '../support/own-post.ts';
import { useSeededServer } from '../support/seeded-server.ts';
import { onsetMinute } from './seed.ts';

const site = useSeededServer();

const official = async () =>
  incidentDetail.parse(await (await site.server.get('/api/v1/incidents/inc-1')).json()).official;

describe('the brand’s own word over the API', () => {
  it('counts the silence, then tells first word and all-clear from the onset', async () => {
    expect(await official()).toMatchObject({ firstWordAt: null, allClearAt: null, silentMinutes: 20.5 });
    await insertOwnPost(site.database, { minute: onsetMinute + 7, kind: 'ack', brand: 'walmart' });
    await insertOwnPost(site.database, { minute: onsetMinute + 8, kind: 'ack', brand: 'target' });
    expect(await official()).toMatchObject({
      firstWordAt: '2026-11-03T14:47:00Z',
      firstWordUrl: 'https://x.example/1',
      minutesToFirstWord: 7,
      silentMinutes: null,
    });
    await insertOwnPost(site.database, { minute: onsetMinute + 15, kind: 'resolved', brand: 'walmart' });
    expect(await official()).toMatchObject({ allClearAt: '2026-11-03T14:55:00Z', minutesToAllClear: 15 });
  });
});
