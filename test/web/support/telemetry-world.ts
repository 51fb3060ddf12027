import type { TelemetryAnswer, TelemetryVerdictAnswer } from '../../../src/http/telemetry-shapes.ts';
import { iso } from './world.ts';

const minuteMs = 60_000;

/** Target is bad inside while nobody complains; a signal of Walmart can't be read. */
export function telemetry(now: number, brand: string | null): TelemetryAnswer {
  const isAsked = (one: { brand: string }) => brand === null || one.brand === brand;
  const all = signalsOf(now);
  return { ...all, signals: all.signals.filter(isAsked), internalOnly: all.internalOnly.filter(isAsked) };
}

function signalsOf(now: number): TelemetryAnswer {
  const common = { origin: 'prometheus' as const, surface: '*' as const, knownUntil: iso(now) };
  return {
    from: iso(now - 1_440 * minuteMs),
    to: iso(now),
    signals: [
      {
        ...{ ...common, brand: 'target', signal: 'search-errors', symptom: 'search_browse' },
        ...{ health: 'ok', healthSince: iso(now - 600 * minuteMs), message: '', state: 'degraded', value: 0.083 },
      },
      {
        ...{ ...common, brand: 'walmart', signal: 'pharmacy-refills', symptom: 'pharmacy', knownUntil: null },
        ...{ health: 'failing', healthSince: iso(now - 12 * minuteMs), state: null, value: null },
        message: 'prometheus.internal answered 503',
      },
    ],
    internalOnly: [
      {
        ...{ brand: 'target', signal: 'search-errors', symptom: 'search_browse', surface: '*' },
        ...{ from: iso(now - 21 * minuteMs), to: null, worst: 'degraded', value: 0.083 },
      },
    ],
    rule: 'A signal’s onset is the start of its first bad stretch.',
  };
}

export function telemetryVerdict(now: number): TelemetryVerdictAnswer {
  const signal = { signal: 'checkout-success', symptom: 'checkout_payment', surface: '*' as const, message: '' };
  return {
    verdict: 'confirmed',
    text: 'confirmed by 1 of 1 signals',
    onsetAt: iso(now - 78 * minuteMs),
    recoveredAt: null,
    leadMinutes: { at: 6, low: 3, high: 10 },
    findings: [{ ...signal, found: 'bad', from: iso(now - 78 * minuteMs), to: null, worst: 'down', value: 0.412 }],
    rule: 'A signal’s onset is the start of its first bad stretch.',
  };
}
