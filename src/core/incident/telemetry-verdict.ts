import type { Incident } from '../words/incident.ts';
import type {
  SignalFinding,
  TelemetryScope,
  TelemetrySignal,
  TelemetryVerdict,
  TelemetryWindow,
} from '../words/telemetry.ts';
import { type BadStretch, badStretches, leastBadMinutes } from './telemetry-stretches.ts';

/** A signal that was bad earlier than so long before the public's onset is no witness. */
export const lookBackMinutes = 60;
/** A symptom that fewer of the reporters name doesn't make its signals witnesses. */
const leastShare = 0.15;
/** From so long before the onset a signal must have been read to be called calm, but for a fifth or three minutes. */
const calmBeforeMinutes = 10;
const unreadShare = 0.2;
/** What is read lies up to so long behind: a bad stretch that reaches there still lasts. */
const unreadMinutes = 3;

/** The rule in words, as it stands beside every lead. */
export const telemetryRule = `A signal's onset is the start of its first stretch of at least ${leastBadMinutes} minutes in which it was degraded or down, not earlier than ${lookBackMinutes} minutes before the public onset; the telemetry's onset is the earliest of its signals'. The lead is telemetry onset minus public onset: above 0 people were first. Its interval is that of the public onset. "Not seen" is said only when every signal that speaks of the symptoms could be read.`;

/** What is stored of a brand's signals around an incident. Windows in order of time. */
export interface TelemetryFacts {
  signals: readonly TelemetrySignal[];
  windows: readonly TelemetryWindow[];
}

type Judged = Pick<Incident, 'onset' | 'closedAt' | 'symptoms' | 'surfaces'>;

/** Sets a brand's own signals beside an incident, as of `nowMs`. Only signals that speak of its symptoms and surfaces are heard. */
export function telemetryVerdict(incident: Judged, facts: TelemetryFacts, nowMs: number): TelemetryVerdict {
  const end = Math.min(incident.closedAt ?? nowMs, nowMs);
  const findings = witnesses(incident, facts, end).map((witness) => findingOf(incident, witness, end));
  const bad = findings.filter(({ found }) => found === 'bad');
  if (bad.length === 0) {
    const verdict = findings.some(({ found }) => found === 'unreadable')
      ? 'failing'
      : findings.some(({ found }) => found === 'calm')
        ? 'not-seen'
        : 'no-telemetry';
    return { verdict, onsetAt: null, recoveredAt: null, leadMinutes: null, findings };
  }
  const onsetAt = Math.min(...bad.map(({ from }) => from!));
  const isLasting = bad.some(({ to }) => to === null);
  const { at, low, high } = incident.onset;
  const minutes = (from: number) => Math.round((onsetAt - from) / 6_000) / 10;
  return {
    verdict: 'confirmed',
    onsetAt,
    recoveredAt: isLasting ? null : Math.max(...bad.map(({ to }) => to!)),
    leadMinutes: { at: minutes(at), low: minutes(high), high: minutes(low) },
    findings,
  };
}

/** True when a signal of this scope speaks of what the incident is about. */
export function speaksOf(
  { symptom, surface }: TelemetryScope,
  { symptoms, surfaces }: Pick<Incident, 'symptoms' | 'surfaces'>,
): boolean {
  const named = symptoms.filter(({ share }) => share >= leastShare).map(({ id }) => id);
  const isNamed = symptom === '*' || named.length === 0 || named.includes(symptom) || named.includes('site_down');
  const where = surfaces.map(({ id }) => id).filter((id) => id !== 'unknown');
  const isThere = surface === '*' || where.length === 0 || where.some((id) => familyOf(id) === familyOf(surface));
  return isNamed && isThere;
}

function familyOf(surface: string): string {
  return surface === 'ios' || surface === 'android' ? 'app' : surface;
}

interface Witness extends TelemetryScope {
  signal: string;
  record: TelemetrySignal | null;
  windows: TelemetryWindow[];
}

/** Registered signals that there were by then, and those of which only windows are left. */
function witnesses(incident: Judged, { signals, windows }: TelemetryFacts, end: number): Witness[] {
  const known = new Map<string, Witness>();
  for (const window of windows) {
    const { signal, symptom, surface } = window;
    const witness = known.get(signal) ?? { signal, symptom, surface, record: null, windows: [] };
    witness.windows.push(window);
    known.set(signal, witness);
  }
  for (const record of signals) {
    const { signal, symptom, surface, createdAt } = record;
    const seen = known.get(signal);
    if (seen) Object.assign(seen, { symptom, surface, record });
    else if (createdAt < end) known.set(signal, { signal, symptom, surface, record, windows: [] });
  }
  return [...known.values()]
    .filter((witness) => speaksOf(witness, incident))
    .sort((a, b) => (a.signal < b.signal ? -1 : 1));
}

function findingOf(
  { onset }: Judged,
  { signal, symptom, surface, record, windows }: Witness,
  end: number,
): SignalFinding {
  const told = (found: SignalFinding['found'], stretch: BadStretch | null, message = ''): SignalFinding => ({
    ...{ signal, symptom, surface, found, message },
    from: stretch?.from ?? null,
    to: stretch && stretch.to < end - unreadMinutes * 60_000 ? stretch.to : null,
    worst: stretch?.worst ?? 'ok',
    value: stretch?.value ?? null,
  });
  const earliest = onset.low - lookBackMinutes * 60_000;
  const near = (level: 'degraded' | 'down') =>
    badStretches(windows, level).filter(({ from, to }) => from < end && to > earliest);
  // One that had been degraded for long and then went down is a witness of that.
  for (const level of ['degraded', 'down'] as const) {
    const stretches = near(level).filter(({ from }) => from >= earliest);
    const [first] = stretches;
    if (first) return told('bad', { ...first, to: stretches.at(-1)!.to });
  }
  const [old] = near('degraded');
  if (old) return told('bad-before', old);
  const from = onset.low - calmBeforeMinutes * 60_000;
  const asked = end - from;
  const read = windows.reduce((sum, one) => sum + Math.max(0, Math.min(one.to, end) - Math.max(one.from, from)), 0);
  if (asked - read <= Math.max(unreadMinutes * 60_000, asked * unreadShare)) return told('calm', null);
  const minutes = (ms: number) => Math.round(ms / 60_000);
  const gap = `${minutes(asked - read)} of ${minutes(asked)} minutes are not known`;
  return told('unreadable', null, record && record.health === 'failing' ? `${record.message}; ${gap}` : gap);
}
