import type { PostPlace } from '../store/rechecks.ts';

/** One way through the posts of an age, from the oldest on. */
export interface Sweep {
  beganAt: number;
  turnedAt: number;
  /** Behind which post it goes on; null: it has come to its end. */
  after: PostPlace | null;
  /** How often in a row its next posts were said to be gone, all of them, and not believed. */
  doubts?: number;
}

export type SweepName = 'young' | 'old';
export type Sweeps = Partial<Record<SweepName, Sweep>>;

/** What one turn looks at. */
export interface RecheckTurn {
  name: SweepName;
  beganAt: number;
  after: PostPlace;
  /** Epoch ms. */
  before: number;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/**
 * People take back and correct what they said within hours as a rule, and seldom later: the posts of the last day are gone through every
 * hour, older ones every day, for as long as their text is kept. A sweep that takes longer than that is followed by the next one at once.
 */
const everyMs: Record<SweepName, number> = { young: hourMs, old: dayMs };

/**
 * The next turn: of the sweeps that are under way or due, the one whose turn is longest ago, so that neither waits for the other's end. Where
 * looks cost money (`leastEveryMs`) there may not be enough for both: the young go first, of which more is still to be learned.
 */
export function nextTurn(
  sweeps: Sweeps,
  { nowMs, retentionDays, leastEveryMs }: { nowMs: number; retentionDays: number; leastEveryMs: number },
): RecheckTurn | null {
  const names: SweepName[] = ['young', 'old'];
  const [name] = names
    .filter((one) => isDue(sweeps[one], nowMs, Math.max(everyMs[one], leastEveryMs)))
    .sort((a, b) => (leastEveryMs > 0 ? 0 : (sweeps[a]?.turnedAt ?? 0) - (sweeps[b]?.turnedAt ?? 0)));
  if (name === undefined) return null;
  const sweep = sweeps[name];
  const youngFrom = nowMs - dayMs;
  const from = name === 'young' ? youngFrom : nowMs - retentionDays * dayMs;
  const isUnderWay = sweep !== undefined && sweep.after !== null;
  const start = { createdAt: from, id: '' };
  return {
    name,
    beganAt: isUnderWay ? sweep.beganAt : nowMs,
    after: isUnderWay && sweep.after!.createdAt >= from ? sweep.after! : start,
    before: name === 'young' ? Number.MAX_SAFE_INTEGER : youngFrom,
  };
}

function isDue(sweep: Sweep | undefined, nowMs: number, every: number): boolean {
  return sweep === undefined || sweep.after !== null || nowMs - sweep.beganAt >= every;
}

/** The sweeps after a turn. `after` null: nothing is left of this one. */
export function turned(sweeps: Sweeps, { name, beganAt }: RecheckTurn, nowMs: number, after: PostPlace | null): Sweeps {
  return { ...sweeps, [name]: { beganAt, turnedAt: nowMs, after } };
}

/** The sweeps after a turn whose outcome isn't believed: it stays where it is. */
export function doubted(sweeps: Sweeps, { name, beganAt, after }: RecheckTurn, nowMs: number): Sweeps {
  const doubts = (sweeps[name]?.doubts ?? 0) + 1;
  return { ...sweeps, [name]: { beganAt, turnedAt: nowMs, after, doubts } };
}
