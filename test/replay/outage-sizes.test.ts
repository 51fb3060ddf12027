import { describe, expect, it } from 'vitest';
import { runOutcry } from '../support/cli-run.ts';
import { archiveStart, type Phase, phasedLines } from '../support/phased-archive.ts';

interface Step {
  at: string;
  incident: string;
  state: string;
  onset: { at: string };
  evidence: { observed: number; authors: number };
  reasons: string[];
}

const day = 1_440;
const calm = { reports: 0.05, talk: 0.3 };

/** The steps of an archive's incidents; instants as minutes of the archive. */
async function stepsOf(phases: Phase[]) {
  const input = phasedLines(phases, 11);
  const { status, out } = await runOutcry(['replay', '--brand', 'brightcart'], { input });
  expect(status).toBe(0);
  const minuteOf = (instant: string) => (Date.parse(instant) - archiveStart) / 60_000;
  return out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Step)
    .map((step) => ({ ...step, at: minuteOf(step.at), onset: minuteOf(step.onset.at) }));
}

const whole = ['watching', 'probable', 'confirmed', 'recovering', 'closed'];

describe('replay of a storm of reports', { timeout: 120_000 }, () => {
  it('opens an incident at 350 reports and 450 other mentions a minute, and has their number', async () => {
    // The smaller the usual share of reports is, the sooner its power is beyond any number.
    const talkative = { reports: 0.05, talk: 1.5 };
    const steps = await stepsOf([
      { minutes: day, ...talkative },
      { minutes: 4, reports: 350, talk: 450 },
      { minutes: 45, ...talkative },
    ]);
    expect(steps.map(({ state }) => state)).toEqual(whole);
    expect(steps[0]!.at - day).toBeLessThanOrEqual(2);
    expect(Math.abs(steps.at(-1)!.onset - day)).toBeLessThanOrEqual(1);
    expect(steps.at(-1)!.evidence.observed).toBeGreaterThan(1_000);
  });
});

describe('replay of an outage of nine hours', { timeout: 120_000 }, () => {
  it('counts since the onset that it names, though what its series remember ends before', async () => {
    const from = 2 * day;
    const minutes = 9 * 60;
    const steps = await stepsOf([
      { minutes: from, ...calm },
      { minutes, reports: 2, talk: 0.5 },
      { minutes: 45, ...calm },
    ]);
    expect(new Set(steps.map(({ incident }) => incident)).size).toBe(1);
    const last = steps.at(-1)!;
    expect(last.state).toBe('closed');
    expect(Math.abs(last.onset - from)).toBeLessThanOrEqual(5);
    expect(last.evidence.authors).toBeGreaterThan(0.9 * 2 * minutes);
  });
});

describe('replay of two outages within six hours', { timeout: 120_000 }, () => {
  it('gives the second one its own onset and its own people', async () => {
    const second = day + 30 + 180;
    const steps = await stepsOf([
      { minutes: day, ...calm },
      { minutes: 30, reports: 5, talk: 2 },
      { minutes: 180, ...calm },
      { minutes: 20, reports: 3, talk: 1 },
      { minutes: 45, ...calm },
    ]);
    expect(steps.map(({ state }) => state)).toEqual([...whole, ...whole]);
    for (const { onset, evidence } of steps.slice(whole.length)) {
      expect(Math.abs(onset - second)).toBeLessThanOrEqual(3);
      expect(evidence.authors).toBeLessThan(90);
    }
  });
});

describe('replay of an outage of four hours in a new installation', { timeout: 120_000 }, () => {
  it('tells its end once, when it ends', async () => {
    const steps = await stepsOf([
      { minutes: 90, ...calm },
      { minutes: 240, reports: 5, talk: 2 },
      { minutes: 45, ...calm },
    ]);
    expect(steps.map(({ state }) => state)).toEqual(whole);
    const end = steps.find(({ state }) => state === 'recovering')!;
    expect(end.at).toBeGreaterThan(90 + 240);
    expect(end.at).toBeLessThan(90 + 240 + 15);
    expect(end.reasons[0]).toBe('reports are back at their usual rate');
  });
});
