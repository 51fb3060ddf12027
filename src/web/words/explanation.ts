import type { ExplanationAnswer } from '../../http/explain-schemas.ts';
import { count, percent } from './number.ts';
import { nameOf } from './symptom.ts';
import { recurrence } from './time.ts';

export const verdictHeads: Record<ExplanationAnswer['verdict'], string> = {
  fired: 'It fired',
  quiet: 'It did not fire',
  learning: 'Still learning what is normal',
  gap: 'No source could be read',
  unseen: 'Nothing was ever counted',
};

/** The figures in the order in which they follow from each other: name and words. */
export function figuresOf(told: ExplanationAnswer): [name: string, words: string][] {
  const { evidence, observed, exposure, budgetShare, intervalMinutes, budgetMinutes } = told;
  const seen = exposure < 1 ? `, ${percent(exposure)} of the sources read` : '';
  const counted: [string, string] = ['Reported in this minute', `${count(observed)}${seen}`];
  if (!evidence) return [counted];
  const { expected, slot, level, shape, local, recurrenceIntervalMinutes } = evidence;
  const unknown = expected.learning > 0.005 ? `, ${percent(expected.learning)} of it not known yet` : '';
  return [
    counted,
    ['In the quarter of an hour', `${count(slot.observed)} against ${count(slot.expected)} expected`],
    [
      'Normal for a minute',
      `${rate(expected.mean)}, 19 of 20 times between ${rate(expected.lower)} and ${rate(expected.upper)}${unknown}`,
    ],
    ['Which comes from', `${rate(level)} on average × ${rate(shape)} for the time of the week × ${rate(local)} lately`],
    ['So much by chance', chance(recurrenceIntervalMinutes)],
    ['By its share of the budget', `${chance(intervalMinutes)}, with ${percent(budgetShare)} of it`],
    ['All series of the brand together', togetherWords(told)],
    ['It fires from', chance(budgetMinutes)],
  ];
}

export function seriesName({ symptom, surface, area }: { symptom: string; surface: string; area: string }): string {
  const parts = [symptom === '*' ? 'all symptoms' : nameOf(symptom)];
  if (surface !== '*') parts.push(`on ${nameOf(surface)}`);
  return [...parts, area === '*' ? 'everywhere' : area].join(', ');
}

function togetherWords({ together }: ExplanationAnswer): string {
  const most = together.strongest.slice(0, 3).map(seriesName);
  return `${chance(together.intervalMinutes)}${most.length > 0 ? `, mostly by ${most.join('; ')}` : ''}`;
}

function chance(minutes: number | null): string {
  return minutes === null ? 'practically never' : recurrence(minutes);
}

function rate(value: number): string {
  return new Intl.NumberFormat('en-US', { maximumSignificantDigits: 2 }).format(value);
}
