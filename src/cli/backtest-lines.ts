import { differences } from '../core/incident/differences.ts';
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

function rate({ alarms, alarmsPerMonth, interval, kept }: Rate): string {
  const range = `${interval.low.toFixed(2)}–${interval.high.toFixed(2)}`;
  return `${alarmsPerMonth.toFixed(2)} (${alarms}; ${range})${kept ? '' : ' OVER'}`;
}
