import { count, percent } from './number.ts';

/** Settings of judging as people call them. */
export const settingNames: Record<string, string> = {
  falseAlarmBudgetDays: 'One false alarm accepted in',
  authorWindowMinutes: 'A person counts once in',
  leastExcessShare: 'First-hand share of the excess, at least',
  resolveDelayMinutes: 'Quiet before an incident closes',
  reopenMinutes: 'Reopens within',
};

export function settingText(name: string, value: number): string {
  if (name.endsWith('Days')) return `${count(value)} days`;
  if (name.endsWith('Minutes')) return `${count(value)} min`;
  return name.endsWith('Share') ? percent(value) : count(value);
}
