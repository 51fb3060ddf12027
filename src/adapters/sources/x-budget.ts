import { z } from 'zod';
import { SourceError } from '../../ports/source.ts';

/** Money spent in the running UTC day and month, US dollars; saved with the cursor. */
export const spendSchema = z.object({ day: z.string(), dayUsd: z.number(), month: z.string(), monthUsd: z.number() });
export type Spend = z.output<typeof spendSchema>;

export interface BudgetLimits {
  dailyUsd: number;
  monthlyUsd: number;
  /** Price of a post read and of a request for counts, US dollars. */
  unitUsd: number;
}

export interface Budget {
  /** Takes in what a cursor remembers; what is known here already counts if it is more. */
  recall(spend: Spend, now: number): void;
  /** How many of `wanted` units can be paid for. Throws SourceError('budget-spent') below `least`. */
  affordable(range: { wanted: number; least: number }, now: number): number;
  charge(units: number, now: number): void;
  spent(now: number): Spend;
}

export function createBudget(limits: BudgetLimits): Budget {
  let spend: Spend = { day: '', dayUsd: 0, month: '', monthUsd: 0 };

  function current(now: number): Spend {
    const day = new Date(now).toISOString().slice(0, 10);
    const month = day.slice(0, 7);
    return {
      day,
      dayUsd: spend.day === day ? spend.dayUsd : 0,
      month,
      monthUsd: spend.month === month ? spend.monthUsd : 0,
    };
  }

  return {
    recall(saved, now) {
      spend = current(now);
      if (saved.day === spend.day) spend.dayUsd = Math.max(spend.dayUsd, saved.dayUsd);
      if (saved.month === spend.month) spend.monthUsd = Math.max(spend.monthUsd, saved.monthUsd);
    },
    affordable({ wanted, least }, now) {
      const { dayUsd, monthUsd } = current(now);
      const units = (leftUsd: number) => Math.floor(leftUsd / limits.unitUsd + 1e-9);
      const inDay = units(limits.dailyUsd - dayUsd);
      const inMonth = units(limits.monthlyUsd - monthUsd);
      if (inMonth < least) throw spentError('month', limits.monthlyUsd, nextMonth(now));
      if (inDay < least) throw spentError('day', limits.dailyUsd, nextDay(now));
      return Math.min(wanted, inDay, inMonth);
    },
    charge(units, now) {
      spend = current(now);
      spend.dayUsd += units * limits.unitUsd;
      spend.monthUsd += units * limits.unitUsd;
    },
    spent: current,
  };
}

function spentError(period: 'day' | 'month', limitUsd: number, retryAt: number): SourceError {
  return new SourceError('budget-spent', `the budget of $${limitUsd} a ${period} for X is spent`, { retryAt });
}

function nextDay(now: number): number {
  return (Math.floor(now / 86_400_000) + 1) * 86_400_000;
}

function nextMonth(now: number): number {
  const date = new Date(now);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
}
