import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { factSheet } from '../../../src/core/incident/fact-sheet.ts';
import { internalOnly } from '../../../src/core/incident/internal-only.ts';
import { messageWords } from '../../../src/core/incident/message.ts';
import { badStretches, stateOfValue, windowsOf } from '../../../src/core/incident/telemetry-stretches.ts';
import { leadText, telemetryText } from '../../../src/core/incident/telemetry-text.ts';
import { speaksOf, telemetryVerdict } from '../../../src/core/incident/telemetry-verdict.ts';
import type { Incident } from '../../../src/core/words/incident.ts';
import type {
  SignalRule,
  TelemetrySignal,
  TelemetryState,
  TelemetryWindow,
} from '../../../src/core/words/telemetry.ts';
import { testIncident } from '../../http/seed.ts';
import { testTransition } from '../../support/fake-receiver.ts';

const minute = 60_000;
const noon = Date.UTC(2026, 10, 3, 12);
const at = (minutes: number) => noon + minutes * minute;
const incident: Incident = testIncident({
  onset: { at: noon, low: at(-2), high: at(3) },
  closedAt: null,
  symptoms: [
    { id: 'login', share: 0.8 },
    { id: 'pharmacy', share: 0.05 },
  ],
});
const now = at(40);

/** `ok 0-30, down 30-50`: windows of one signal, minutes from noon. */
function windows(text: string, changes: Partial<TelemetryWindow> = {}): TelemetryWindow[] {
  return text.split(', ').map((part) => {
    const [, state, from, to] = /^(\w+) (-?\d+)\.\.(-?\d+)$/.exec(part)!;
    return {
      ...{ brand: 'walmart', signal: 'logins', symptom: 'login', surface: '*', value: null },
      ...{ state: state as TelemetryState, from: at(Number(from)), to: at(Number(to)) },
      ...changes,
    };
  });
}

function signal(changes: Partial<TelemetrySignal> = {}): TelemetrySignal {
  return {
    ...{ brand: 'walmart', signal: 'logins', symptom: 'login', surface: '*', origin: 'prometheus' },
    ...{ health: 'ok', healthSince: at(-600), message: '', createdAt: at(-600) },
    ...changes,
  };
}

const judge = (known: TelemetryWindow[], signals = [signal()]) =>
  telemetryVerdict(incident, { signals, windows: known }, now);

describe('the verdict', () => {
  it('is confirmed with the lead of the people, and its interval', () => {
    const verdict = judge(windows('ok -300..6, degraded 6..9, down 9..40'));
    expect(verdict).toMatchObject({ verdict: 'confirmed', onsetAt: at(6), recoveredAt: null });
    expect(verdict.leadMinutes).toEqual({ at: 6, low: 3, high: 8 });
    expect(verdict.findings[0]).toMatchObject({ found: 'bad', worst: 'down', to: null });
    expect(telemetryText(verdict)).toBe(
      'confirmed by 1 of 1 signals (logins down) since 2026-11-03T12:06:00Z: people were 6 minutes ahead (3 to 8 min)',
    );
  });

  it('says when the telemetry was first, and when it was well again', () => {
    const verdict = judge(windows('ok -300..-9, down -9..20, ok 20..40'));
    expect(verdict).toMatchObject({
      onsetAt: at(-9),
      recoveredAt: at(20),
      leadMinutes: { at: -9, low: -12, high: -7 },
    });
    expect(leadText(verdict.leadMinutes!)).toBe('telemetry was 9 minutes ahead (−12 to −7 min)');
  });

  it('is "not seen" only when every signal that speaks of it could be read', () => {
    expect(judge(windows('ok -300..39')).verdict).toBe('not-seen');
    const second = signal({ signal: 'sessions', symptom: '*', health: 'failing', message: 'prometheus answered 503' });
    const verdict = judge(windows('ok -300..39'), [signal(), second]);
    expect(verdict.verdict).toBe('failing');
    expect(telemetryText(verdict)).toContain('1 of 2 signals can’t be read (sessions: prometheus answered 503; ');
    expect(judge(windows('ok -300..-60')).verdict).toBe('failing');
    expect(judge(windows('ok -300..5, ok 25..40')).verdict).toBe('failing');
  });

  it('never says "not seen" of a signal that fails, whatever is known of it', () => {
    const part = fc.record({ from: fc.integer({ min: -90, max: 39 }), length: fc.integer({ min: 1, max: 30 }) });
    fc.assert(
      fc.property(fc.array(part, { maxLength: 3 }), (parts) => {
        const known = parts.map(({ from, length }) => windows(`ok ${from}..${Math.min(from + length, 29)}`)[0]!);
        const readUntil29 = known.filter((one) => one.from < one.to).sort((a, b) => a.from - b.from);
        const verdict = judge(readUntil29.slice(0, 1), [signal({ health: 'failing' })]).verdict;
        expect(verdict).toBe('failing');
      }),
    );
  });

  it('takes no witness that was bad long before, unless it got worse', () => {
    expect(judge(windows('degraded -300..40')).verdict).toBe('no-telemetry');
    expect(telemetryText(judge(windows('degraded -300..40')))).toContain('1 of 1 signals had been bad long before');
    expect(judge(windows('degraded -300..4, down 4..40'))).toMatchObject({ verdict: 'confirmed', onsetAt: at(4) });
  });

  it('takes a single bad minute for a blip, and flapping for one stretch', () => {
    expect(judge(windows('ok -300..5, down 5..6, ok 6..40')).verdict).toBe('not-seen');
    expect(judge(windows('ok -300..5, down 5..6, ok 6..8, down 8..9, ok 9..40'))).toMatchObject({ onsetAt: at(5) });
  });

  it('hears only signals that speak of what most reporters name, or of all', () => {
    const pharmacy = signal({ signal: 'refills', symptom: 'pharmacy' });
    const down = windows('down 2..40', { signal: 'refills', symptom: 'pharmacy' });
    expect(judge(down, [pharmacy])).toMatchObject({ verdict: 'no-telemetry', findings: [] });
    expect(speaksOf({ symptom: '*', surface: '*' }, incident)).toBe(true);
    const wholeSite = { symptoms: [{ id: 'site_down' as const, share: 0.5 }], surfaces: [] };
    expect(speaksOf({ symptom: 'pharmacy', surface: '*' }, wholeSite)).toBe(true);
    const inApp = { symptoms: [], surfaces: [{ id: 'app' as const, share: 1 }] };
    expect(speaksOf({ symptom: '*', surface: 'ios' }, inApp)).toBe(true);
    expect(speaksOf({ symptom: '*', surface: 'store' }, inApp)).toBe(false);
  });

  it('counts a signal that came later only where it has something to tell', () => {
    const over = { ...incident, closedAt: at(30) };
    const later = { signals: [signal({ createdAt: at(600) })], windows: [] };
    expect(telemetryVerdict(over, later, at(700)).verdict).toBe('no-telemetry');
    const filled = { ...later, windows: windows('down 1..30') };
    expect(telemetryVerdict(over, filled, at(700)).verdict).toBe('confirmed');
  });
});

describe('windows from samples', () => {
  const rule: SignalRule = {
    ...{ brand: 'walmart', signal: 'success', symptom: '*', surface: '*', query: 'x' },
    ...{ badWhen: 'below', degraded: 0.99, down: 0.9 },
  };

  it('join equal neighbors with the worst value, and leave what is missing unknown', () => {
    const samples = [1, 0.999, 0.95, 0.97, 0.5].map((value, i) => ({ at: at(i + 1), value }));
    const later = { at: at(9), value: 1 };
    const found = windowsOf([...samples, later], rule, { stepMs: minute, before: null });
    expect(
      found.map(({ state, from, to, value }) => [state, (from - noon) / minute, (to - noon) / minute, value]),
    ).toEqual([
      ['ok', 0, 2, 0.999],
      ['degraded', 2, 4, 0.95],
      ['down', 4, 5, 0.5],
      ['ok', 8, 9, 1],
    ]);
  });

  it('carry on the window before', () => {
    const [before] = windows('ok -60..0', { signal: 'success', value: 0.995 });
    const samples = [{ at: at(1), value: 1 }];
    expect(windowsOf(samples, rule, { stepMs: minute, before: before! })).toEqual([{ ...before, to: at(1) }]);
  });

  it('know both directions; the limit itself is not bad', () => {
    expect([0.99, 0.98, 0.9, 0.89].map((value) => stateOfValue(value, rule))).toEqual([
      'ok',
      'degraded',
      'degraded',
      'down',
    ]);
    const errors: SignalRule = { ...rule, badWhen: 'above', degraded: 0.01, down: null };
    expect([0.01, 0.5].map((value) => stateOfValue(value, errors))).toEqual(['ok', 'degraded']);
  });

  it('give the same bad stretches, however they are cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(1, 0.95, 0.5), { minLength: 1, maxLength: 30 }),
        fc.nat(29),
        (values, cut) => {
          const samples = values.map((value, i) => ({ at: at(i + 1), value }));
          const whole = windowsOf(samples, rule, { stepMs: minute, before: null });
          const first = windowsOf(samples.slice(0, cut), rule, { stepMs: minute, before: null });
          const rest = windowsOf(samples.slice(cut), rule, { stepMs: minute, before: first.at(-1) ?? null });
          const kept = rest[0] && first.at(-1) && rest[0].from === first.at(-1)!.from ? first.slice(0, -1) : first;
          expect([...kept, ...rest]).toEqual(whole);
          expect(badStretches([...kept, ...rest])).toEqual(badStretches(whole));
        },
      ),
    );
  });
});

describe('internal-only', () => {
  it('is bad telemetry without an incident about the same near it', () => {
    const known = windows('ok -300..6, down 6..30');
    expect(internalOnly(known, [])).toMatchObject([{ signal: 'logins', from: at(6), to: at(30), worst: 'down' }]);
    expect(internalOnly(known, [incident])).toEqual([]);
    expect(internalOnly(known, [{ ...incident, brand: 'target' }])).toHaveLength(1);
    const long = { ...incident, closedAt: at(-200), onset: { at: at(-300), low: at(-300), high: at(-299) } };
    expect(internalOnly(known, [long])).toHaveLength(1);
    expect(internalOnly(windows('ok -300..6, down 6..7'), [])).toEqual([]);
  });
});

describe('what people read', () => {
  const facts = (telemetry: Incident['telemetry']) =>
    messageWords(testTransition({ telemetry }), undefined, { link: 'http://here' }).facts.map(({ name }) => name);
  const official = { firstWordAt: null, firstWordUrl: null, allClearAt: null };

  it('has the verdict in messages, where there are signals', () => {
    expect(facts(judge(windows('ok -300..39')))).toContain('Own telemetry');
    expect(facts(judge([], []))).not.toContain('Own telemetry');
  });

  it('has what is seen under known, and what can’t be told under unknown', () => {
    const sheet = (known: TelemetryWindow[]) => factSheet({ ...incident, telemetry: judge(known) }, official, now);
    expect(sheet(windows('down 6..40')).known.join()).toContain('own telemetry: confirmed by 1 of 1');
    expect(sheet(windows('ok -300..39')).known.join()).toContain('own telemetry: not seen');
    const failing = sheet([]);
    expect(failing.known.join()).not.toContain('telemetry');
    expect(failing.unknown.join()).toContain('telemetry is failing, so nothing can be told');
  });
});
