import type { BacktestResult } from '../http/backtest-schemas.ts';

type Incident = BacktestResult['appeared'][number];
type Rate = BacktestResult['falseAlarms']['before'][number];

/** A backtest as people read it. */
export function backtestText(result: BacktestResult): string {
  const { appeared, vanished, changed, same } = result;
  const lines = [
    `Incidents: ${same} the same, ${changed.length} changed, ${appeared.length} appeared, ${vanished.length} vanished.`,
    ...appeared.map((incident) => `+ ${told(incident)}`),
    ...vanished.map((incident) => `- ${told(incident)}`),
    ...changed.map((pair) => `~ ${told(pair.before)}: ${differences(pair).join('; ')}`),
    '',
    'False alarms in calm, a month, with their 95 % interval:',
    'brand              days  budget   before                    after',
    ...result.falseAlarms.before.map((before) => {
      const after = result.falseAlarms.after.find(({ brand }) => brand === before.brand);
      return [
        before.brand.padEnd(16),
        before.calmDays.toFixed(1).padStart(6),
        before.budgetPerMonth.toFixed(3).padStart(7),
        ` ${rate(before).padEnd(24)}`,
        after
          ? `${rate(after)}${after.budgetPerMonth === before.budgetPerMonth ? '' : ` (budget ${after.budgetPerMonth.toFixed(3)})`}`
          : '',
      ].join(' ');
    }),
  ];
  return `${lines.join('\n')}\n`;
}

function told({ brand, detectedAt, closedAt, peak, scope, symptoms }: Incident): string {
  const end = closedAt === null ? 'open' : closedAt.slice(0, 16);
  return `${brand} ${detectedAt.slice(0, 16)} … ${end}, ${peak}, ${scope}, ${symptoms.slice(0, 3).join(' ') || 'no symptom named'}`;
}

function differences({ before, after, ...pair }: BacktestResult['changed'][number]): string[] {
  const shift = (minutes: number, what: string) =>
    `${what} ${Math.abs(minutes)} min ${minutes < 0 ? 'earlier' : 'later'}`;
  const found: string[] = [];
  if (pair.detectedMinutes !== 0) found.push(shift(pair.detectedMinutes, 'detected'));
  if (pair.closedMinutes !== null && pair.closedMinutes !== 0) found.push(shift(pair.closedMinutes, 'closed'));
  if ((before.closedAt === null) !== (after.closedAt === null))
    found.push(after.closedAt === null ? 'stays open' : 'closes');
  if (pair.peakChanged) found.push(`${before.peak} becomes ${after.peak}`);
  if (pair.scopeChanged) found.push(`${before.scope} becomes ${after.scope}`);
  if (pair.symptoms.appeared.length > 0) found.push(`names ${pair.symptoms.appeared.join(' ')}`);
  if (pair.symptoms.vanished.length > 0) found.push(`no longer names ${pair.symptoms.vanished.join(' ')}`);
  return found;
}

function rate({ alarms, alarmsPerMonth, interval, kept }: Rate): string {
  const range = `${interval.low.toFixed(2)}–${interval.high.toFixed(2)}`;
  return `${alarmsPerMonth.toFixed(2)} (${alarms}; ${range})${kept ? '' : ' OVER'}`;
}
