import type { ExplanationAnswer } from '../http/explain-schemas.ts';

type Answer = Omit<ExplanationAnswer, 'asOf' | 'stale'>;

/** An explanation as people read it. */
export function explanationText(told: Answer): string {
  const lines = [
    `${told.brand}, ${seriesText(told)}, ${told.at.slice(0, 16)}Z: ${told.verdict.toUpperCase()}`,
    told.rule,
    '',
    ...evidenceLines(told),
    ...togetherLines(told),
    ...told.alarms.map((alarm) => `alarm: ${seriesText(alarm)} since ${alarm.since.slice(0, 16)}Z`),
    ...told.conditions.map(({ kind, met, reason }) => `${met ? '✓' : '·'} ${kind}: ${reason}`),
    ...told.rules.map(({ rule, passed, reason }) => `${passed ? 'passed' : 'held back'} by ${rule}: ${reason}`),
    told.incident ? `incident ${told.incident.id} was ${told.incident.state}` : 'no incident was open',
  ];
  return `${lines.join('\n')}\n`;
}

function seriesText({ symptom, surface, area }: { symptom: string; surface: string; area: string }): string {
  const where = surface === '*' ? [] : [`on ${surface}`];
  return [symptom === '*' ? 'all symptoms' : symptom, ...where, area === '*' ? 'everywhere' : area].join(', ');
}

function togetherLines({ together, budgetMinutes }: Answer): string[] {
  if (together.strongest.length === 0) return [];
  const most = together.strongest.map((one) => `${seriesText(one)} ${minutes(one.intervalMinutes)}`).join('; ');
  return [`all series together ${minutes(together.intervalMinutes)} of ${budgetMinutes} min: ${most}`, ''];
}

function evidenceLines({
  evidence,
  observed,
  exposure,
  budgetShare,
  intervalMinutes,
  budgetMinutes,
}: Answer): string[] {
  if (!evidence) return [];
  const { expected, level, shape, local, rate, carefulRate, dispersion, wander, slot, overshoot, pastExcess } =
    evidence;
  return [
    `observed ${observed} in the minute (exposure ${exposure}), ${slot.observed} against ${slot.expected} expected in the quarter of an hour`,
    `expected ${expected.mean} a minute (95 %: ${expected.lower} to ${expected.upper}; ${Math.round(100 * expected.learning)} % unknown)`,
    `rate ${rate} = level ${level} × shape ${shape} × last hours ${local}, evidence is held against ${carefulRate}; dispersion ${dispersion}, wanders by ${wander}`,
    `score ${minutes(evidence.recurrenceIntervalMinutes)} (overshoot ×${overshoot}, own past ÷${pastExcess}); × ${budgetShare} = ${minutes(intervalMinutes)} of ${budgetMinutes} min`,
    `evidence by multiplier: ${evidence.multipliers.map(({ multiplier, share, recurrenceIntervalMinutes }) => `×${multiplier} ${minutes(recurrenceIntervalMinutes)} (${Math.round(100 * share)} %)`).join(', ')}`,
    ...(evidence.onset
      ? [
          `onset ${evidence.onset.at.slice(0, 16)}Z, between ${evidence.onset.low.slice(11, 16)} and ${evidence.onset.high.slice(11, 16)}`,
        ]
      : []),
    '',
  ];
}

function minutes(value: number | null): string {
  return value === null ? 'beyond measure' : `${value} min`;
}
