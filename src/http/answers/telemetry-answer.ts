import { internalOnly } from '../../core/incident/internal-only.ts';
import { telemetryText } from '../../core/incident/telemetry-text.ts';
import { telemetryRule } from '../../core/incident/telemetry-verdict.ts';
import { isoInstant } from '../../core/words/interval.ts';
import type { TelemetrySignal, TelemetryVerdict, TelemetryWindow } from '../../core/words/telemetry.ts';
import type { Database } from '../../ports/database.ts';
import { readIncidents } from '../../store/read/incidents.ts';
import { readSignals, readWindows } from '../../store/telemetry.ts';
import type { SignalAnswer, TelemetryAnswer, TelemetryVerdictAnswer } from '../telemetry-shapes.ts';

/** What lies further back says nothing about now. */
const freshMs = 10 * 60_000;
const mostIncidents = 2_000;

export function verdictAnswer(verdict: TelemetryVerdict): TelemetryVerdictAnswer {
  const { onsetAt, recoveredAt, leadMinutes, findings } = verdict;
  return {
    verdict: verdict.verdict,
    text: telemetryText(verdict),
    onsetAt: instantText(onsetAt),
    recoveredAt: instantText(recoveredAt),
    leadMinutes,
    findings: findings.map(({ from, to, value, ...rest }) => ({
      ...{ ...rest, value: finite(value) },
      ...{ from: instantText(from), to: instantText(to) },
    })),
    rule: telemetryRule,
  };
}

/** Signals as of now, and bad stretches of the range that nobody outside reported. */
export async function telemetryAnswer(
  database: Database,
  { brand, from, to, nowMs }: { brand?: string | undefined; from: number; to: number; nowMs: number },
): Promise<TelemetryAnswer> {
  const signals = await readSignals(database, brand);
  const windows = await readWindows(database, {
    brand,
    from: Math.min(from, nowMs - freshMs),
    to: Math.max(to, nowMs),
  });
  const incidents = await readIncidents(database, { brand, from: from - 86_400_000, to, limit: mostIncidents });
  const ranged = windows.filter((one) => one.to > from && one.from < to);
  return {
    from: isoInstant(from),
    to: isoInstant(to),
    signals: signals.map((signal) => signalAnswer(signal, windows, nowMs)),
    internalOnly: internalOnly(ranged, incidents).map((found) => ({
      ...{ brand: found.brand, signal: found.signal, symptom: found.symptom, surface: found.surface },
      ...{ from: isoInstant(found.from), to: found.to > nowMs - freshMs / 2 ? null : isoInstant(found.to) },
      ...{ worst: found.worst, value: finite(found.value) },
    })),
    rule: telemetryRule,
  };
}

function signalAnswer(signal: TelemetrySignal, windows: readonly TelemetryWindow[], nowMs: number): SignalAnswer {
  const { healthSince, health, createdAt: _, ...rest } = signal;
  const last = windows.findLast((one) => one.brand === signal.brand && one.signal === signal.signal);
  const isFresh = last !== undefined && last.to > nowMs - freshMs;
  const isSilent = signal.origin === 'pushed' && !isFresh;
  return {
    ...rest,
    health: isSilent ? 'silent' : health,
    healthSince: isoInstant(healthSince),
    state: isFresh ? last.state : null,
    value: isFresh ? finite(last.value) : null,
    knownUntil: last ? isoInstant(last.to) : null,
  };
}

function instantText(at: number | null): string | null {
  return at === null ? null : isoInstant(at);
}

/** JSON has no infinity. */
function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}
