import { beforeAll, describe, expect, it } from 'vitest';
import { runOutcry } from '../support/cli-run.ts';
import { scenarioLines } from '../support/scenario.ts';

interface Line {
  at: string;
  incident: string;
  brand: string;
  state: string;
  onset: { at: string; low: string; high: string };
  symptoms: { id: string; share: number }[];
  scope: string;
  evidence: { observed: number; expected: number; authors: number; located: { n: number; of: number } };
  reasons: string[];
}

const replay = (input: string[]) => runOutcry(['replay', '--brand', 'brightcart'], { input });
const linesOf = (out: string) =>
  out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);

/** The plan's outage, two quiet days later: 5 March 2026, 15:00 UTC. */
const onsetAt = Date.parse('2026-03-05T15:00:00Z');
const endAt = onsetAt + 2 * 3_600_000;

describe('replay of a national outage', { timeout: 180_000 }, () => {
  const archive = scenarioLines('national', { quietDays: 2, mentionsPerDay: 600 });
  let run: Awaited<ReturnType<typeof replay>>;
  beforeAll(async () => {
    run = await replay(archive);
  }, 180_000);

  it('tells of exactly one incident, with its onset inside the interval, and ends it', () => {
    expect(run).toMatchObject({ status: 0, err: '' });
    const lines = linesOf(run.out);
    expect(new Set(lines.map(({ incident }) => incident)).size).toBe(1);
    expect(lines.map(({ state }) => state).slice(0, 3)).toEqual(['watching', 'probable', 'confirmed']);
    expect(lines.at(-1)!.state).toBe('closed');
    expect(Date.parse(lines.at(-1)!.at) - endAt).toBeLessThanOrEqual(30 * 60_000);
    const confirmed = lines.find(({ state }) => state === 'confirmed')!;
    expect(Date.parse(confirmed.at) - onsetAt).toBeLessThan(15 * 60_000);
    expect(Math.abs(Date.parse(confirmed.onset.at) - onsetAt)).toBeLessThan(10 * 60_000);
    expect(confirmed.symptoms.length).toBeGreaterThan(0);
    expect(confirmed.evidence.observed).toBeGreaterThan(5 * confirmed.evidence.expected);
    expect(confirmed.reasons.length).toBeGreaterThan(1);
  });

  it('gives the same bytes again, with bad lines between and neighbours out of order; each bad line is named', async () => {
    const disordered = archive.map(
      (_, index) => archive[index % 2 ? index - 1 : Math.min(index + 1, archive.length - 1)]!,
    );
    const input = ['', '{"id": 1', ...disordered];
    input.splice(
      10,
      0,
      JSON.stringify({ source: 'x', id: 'y', author: 'z', text: 'brightcart', createdAt: 'yesterday' }),
    );
    input.splice(
      20,
      0,
      JSON.stringify({ source: 'x', id: 'y', author: 'z', text: 7, createdAt: '2026-03-03T00:00:00Z' }),
      '[]',
    );
    const again = await replay(input);
    expect(again.status).toBe(1);
    expect(again.out).toBe(run.out);
    const told = again.err.trim().split('\n');
    expect(told).toHaveLength(4);
    expect(told[0]).toMatch(/^line 2: is not JSON .*left out$/);
    expect(told[1]).toMatch(/^line 11: createdAt: must be an ISO 8601 instant/);
    expect(told[2]).toMatch(/^line 21: text: /);
    expect(told[3]).toMatch(/^line 22: /);
  });
});

describe('replay of a national outage on a brand’s first day', { timeout: 180_000 }, () => {
  it('closes it once, within half an hour of its end, though people go on speaking of it', async () => {
    const run = await replay(scenarioLines('national', { quietDays: 0, mentionsPerDay: 300 }));
    const lines = linesOf(run.out);
    // A step in the same state tells where it is.
    const moves = lines.map(({ state }) => state).filter((state, index, all) => state !== all[index - 1]);
    expect(moves).toEqual(['watching', 'probable', 'confirmed', 'recovering', 'closed']);
    const end = Date.parse('2026-03-03T17:00:00Z');
    expect(Date.parse(lines.at(-1)!.at) - end).toBeLessThanOrEqual(30 * 60_000);
  });
});

describe('replay of jokes, news, copies and one person’s flood', { timeout: 180_000 }, () => {
  it('tells of nothing', async () => {
    const run = await replay(scenarioLines('noise', { quietDays: 2, mentionsPerDay: 600 }));
    expect(run).toEqual({ status: 0, out: '', err: '' });
  });
});

describe('replay', { timeout: 60_000 }, () => {
  it('of nothing tells of nothing', async () => {
    expect(await replay([])).toEqual({ status: 0, out: '', err: '' });
  });

  it.each([
    ['an unknown brand', ['--brand', 'acme'], /no watched brand "acme"; there are .*walmart/],
    ['neither brand nor settings', [], /--brand ID.*--config FILE/],
    ['a file that isn’t there', ['--brand', 'brightcart', '--in', 'nowhere.ndjson'], /no file nowhere\.ndjson/],
    ['an unknown option', ['--brand', 'brightcart', '--speed', '3'], /--speed/],
    ['settings that aren’t there', ['--config', 'nowhere.json'], /nowhere\.json/],
  ])('refuses %s with status 2 and a remedy', async (_what, argv, message) => {
    const run = await runOutcry(['replay', ...argv]);
    expect(run).toMatchObject({ status: 2, out: '' });
    expect(run.err).toMatch(message);
    expect(run.err).toContain('See: outcry replay --help');
  });
});
