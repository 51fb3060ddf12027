import { wilsonInterval } from '../stats/wilson.ts';

export interface StatementEffect {
  /** Reports in as many minutes before the statement and after it. */
  before: number;
  after: number;
  minutes: number;
  /** after ÷ before with its 95 % interval; null without a report before. */
  ratio: { value: number; low: number; high: number | null } | null;
}

/**
 * Rate after a statement against the rate before, over equal times: of n = before + after reports the share p that came
 * after is binomial, the ratio is p/(1 − p) (Przyborowski & Wilenski 1940), with Wilson's interval for p. It says what
 * followed, not what caused it.
 */
export function statementEffect(before: number, after: number, minutes: number): StatementEffect {
  const share = wilsonInterval(after, before + after);
  const odds = (p: number) => p / (1 - p);
  if (!share || before === 0) return { before, after, minutes, ratio: null };
  const high = share.high < 1 ? odds(share.high) : null;
  return { before, after, minutes, ratio: { value: odds(share.value), low: odds(share.low), high } };
}
