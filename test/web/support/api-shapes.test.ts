import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { reportChallenge, session } from '../../../src/http/access-schemas.ts';
import { backtest, backtestList } from '../../../src/http/backtest-schemas.ts';
import { clusters } from '../../../src/http/cluster-schemas.ts';
import { explanation } from '../../../src/http/explain-schemas.ts';
import { symptomGrid } from '../../../src/http/grid-schemas.ts';
import { handling, scoreboard } from '../../../src/http/handling-schemas.ts';
import { maintenanceWindow, silenceAnswer } from '../../../src/http/hold-shapes.ts';
import { incidentDetail } from '../../../src/http/incident-detail-schemas.ts';
import { areas, store } from '../../../src/http/place-schemas.ts';
import { marker } from '../../../src/http/routes/markers.ts';
import { brandSummary, breakdownRow, incident, listOf, problem, report, timeline } from '../../../src/http/schemas.ts';
import { channel, settings } from '../../../src/http/setting-schemas.ts';
import { source } from '../../../src/http/source-schemas.ts';
import { comms } from '../../../src/http/statement-shapes.ts';
import { telemetry, telemetryVerdict } from '../../../src/http/telemetry-shapes.ts';
import { type ApiServer, startApiServer } from './api-server.ts';

let server: ApiServer;
beforeAll(async () => {
  server = await startApiServer();
});
afterAll(() => server.close());

const shapes: [path: string, schema: z.ZodType][] = [
  ['brands', listOf(brandSummary)],
  ['brands/walmart', brandSummary],
  ['stores?brand=walmart', listOf(store)],
  ['incidents?state=open', listOf(incident)],
  ['incidents/inc-walmart', incidentDetail],
  ['timeline?brand=walmart&bucket=5m', timeline],
  ['breakdown?brand=walmart&by=symptom', listOf(breakdownRow)],
  ['symptom-grid?brand=walmart', symptomGrid],
  ['explain?brand=walmart', explanation],
  ['areas?brand=walmart', areas],
  ['reports?brand=walmart', listOf(report)],
  ['sources', listOf(source)],
  ['clusters?brand=walmart', clusters],
  ['report-challenge', reportChallenge],
  ['session', session],
  ['incidents/inc-walmart/handling', handling],
  ['scoreboard', scoreboard],
  ['markers?brand=walmart', z.object({ items: z.array(marker) })],
  ['incidents/inc-walmart/comms', comms],
  ['telemetry', telemetry],
  ['incidents/inc-walmart/telemetry', telemetryVerdict],
  ['maintenance-windows', z.object({ items: z.array(maintenanceWindow) })],
  ['silences', z.object({ items: z.array(silenceAnswer) })],
  ['settings', settings],
  ['channels', z.object({ items: z.array(channel) })],
  ['backtests', backtestList],
  ['backtests/a1b2c3d4e5f6', backtest],
  ['brands/nobody', problem],
];

describe('the server of the browser tests', () => {
  it.each(shapes)('answers %s in the shape of the API', async (path, schema) => {
    const response = await fetch(`${server.origin}/api/v1/${path}`);
    const parsed = schema.safeParse(await response.json());
    expect(parsed.error?.issues ?? []).toEqual([]);
  });

  it('has something in every list', async () => {
    for (const list of [
      'brands',
      'incidents',
      'sources',
      'reports?brand=walmart',
      'breakdown?brand=walmart&by=surface',
    ]) {
      const answer = (await (await fetch(`${server.origin}/api/v1/${list}`)).json()) as { items: unknown[] };
      expect(answer.items.length, list).toBeGreaterThan(1);
    }
  });
});
