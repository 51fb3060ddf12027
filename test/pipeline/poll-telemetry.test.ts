import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SignalRule } from '../../src/core/words/telemetry.ts';
import { enterSignals, pollTelemetry, type TelemetryContext } from '../../src/pipeline/poll-telemetry.ts';
import type { Database } from '../../src/ports/database.ts';
import { SourceError } from '../../src/ports/source.ts';
import { readSignals, readWindows } from '../../src/store/telemetry.ts';
import { openTestDatabase } from '../support/database.ts';
import { hearEvents } from '../support/heard-events.ts';

const minute = 60_000;
const noon = Date.UTC(2026, 10, 3, 12);
const at = (n: number) => noon + n * minute;
const rule: SignalRule = {
  ...{ brand: 'walmart', signal: 'errors', symptom: '*', surface: '*', query: 'errors' },
  ...{ badWhen: 'above', degraded: 0.1, down: 0.5 },
};
const quiet = new AbortController().signal;

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  for (const table of ['telemetry_window', 'telemetry_signal']) await database.query(`DELETE FROM ${table}`);
});

/** A reader over values by minute; minutes without one have no data. A fault instead of values fails. */
async function world(rules = [rule]) {
  const asked: { from: number; to: number }[] = [];
  const state = { now: at(0), values: new Map<number, number>(), fault: null as SourceError | null };
  const heard = hearEvents();
  const context: TelemetryContext = {
    database,
    clock: { now: () => state.now },
    events: heard.events,
    rules,
    reader: {
      async read(_query, range) {
        asked.push({ from: (range.from - noon) / minute, to: (range.to - noon) / minute });
        if (state.fault) throw state.fault;
        const samples = [...state.values]
          .map(([n, value]) => ({ at: at(n), value }))
          .filter((sample) => sample.at > range.from && sample.at <= range.to);
        return { samples, warning: '' };
      },
      close() {},
    },
  };
  await enterSignals(context);
  const poll = (n: number) => {
    state.now = at(n) + 15_000;
    return pollTelemetry(context, quiet);
  };
  const windows = async () =>
    (await readWindows(database, { from: 0, to: Number.MAX_SAFE_INTEGER })).map(({ state, from, to, value }) => [
      ...[state, (from - noon) / minute, (to - noon) / minute, value],
    ]);
  const health = async () => (await readSignals(database)).map((one) => one.health);
  return { asked, state, poll, windows, health, heard };
}

describe('reading the brands’ own signals', () => {
  it('goes six hours back at first, then on from where it was, a little of it again', async () => {
    const { asked, state, poll, windows } = await world();
    for (let n = -400; n <= 2; n++) state.values.set(n, 0);
    await poll(0);
    await poll(0);
    await poll(2);
    expect(asked).toEqual([
      { from: -360, to: 0 },
      { from: -5, to: 2 },
    ]);
    expect(await windows()).toEqual([['ok', -360, 2, 0]]);
  });

  it('takes samples that come late, and puts corrected ones in place', async () => {
    const { state, poll, windows } = await world();
    for (let n = -400; n <= 0; n++) state.values.set(n, 0);
    await poll(0);
    state.values.set(0, 0.7);
    state.values.set(1, 0.9);
    await poll(3);
    expect(await windows()).toEqual([
      ['ok', -360, -1, 0],
      ['down', -1, 1, 0.9],
    ]);
    state.values.set(2, 0.2);
    state.values.set(3, 0);
    await poll(4);
    expect(await windows()).toEqual([
      ['ok', -360, -1, 0],
      ['down', -1, 1, 0.9],
      ['degraded', 1, 2, 0.2],
      ['ok', 2, 3, 0],
    ]);
  });

  it('leaves what it was not told unknown, and says that the query gives nothing', async () => {
    const { state, poll, windows, health } = await world();
    for (let n = -400; n <= 0; n++) state.values.set(n, 0);
    await poll(0);
    await poll(10);
    expect(await windows()).toEqual([['ok', -360, 0, 0]]);
    expect(await health()).toEqual(['empty']);
    state.values.set(11, 0);
    await poll(11);
    expect(await windows()).toEqual([
      ['ok', -360, 0, 0],
      ['ok', 10, 11, 0],
    ]);
    expect(await health()).toEqual(['ok']);
  });

  it('fails openly, reads on where it was once it can, and at most a day back', async () => {
    const { asked, state, poll, windows, health, heard } = await world();
    for (let n = -400; n <= 2_000; n++) state.values.set(n, 0);
    await poll(0);
    state.fault = new SourceError('unavailable', 'it answered 503');
    expect(await poll(30)).toEqual(new Set(['walmart']));
    expect(await poll(31)).toEqual(new Set());
    expect(await health()).toEqual(['failing']);
    state.fault = null;
    await poll(40);
    expect(asked.at(-1)).toEqual({ from: -5, to: 40 });
    expect(await windows()).toEqual([['ok', -360, 40, 0]]);
    await poll(2_000);
    expect(asked.at(-1)).toEqual({ from: 560, to: 2_000 });
    const changes = heard.lines().filter(({ msg }) => msg === 'telemetry health changed');
    expect(changes.map(({ health }) => health)).toEqual(['ok', 'failing', 'ok']);
  });

  it('keeps the health that is known over a restart', async () => {
    const { state, poll, health } = await world();
    for (let n = -400; n <= 0; n++) state.values.set(n, 0);
    await poll(0);
    await world();
    expect(await health()).toEqual(['ok']);
  });
});
