interface Told {
  /** Null: it is open. */
  closedAt: string | null;
  peak: string;
  scope: string;
}

/** An incident under two settings; minutes are after − before. */
interface Pair {
  before: Told;
  after: Told;
  detectedMinutes: number;
  closedMinutes: number | null;
  peakChanged: boolean;
  scopeChanged: boolean;
  symptoms: { appeared: string[]; vanished: string[] };
}

/** All that makes two replays of one incident differ, each difference in a few words; what stayed is left out. */
export function differences({ before, after, ...pair }: Pair, nameOf = (symptom: string) => symptom): string[] {
  const { appeared, vanished } = pair.symptoms;
  const named = (symptoms: string[]) => symptoms.map(nameOf).join(', ');
  const found: string[] = [];
  if (pair.detectedMinutes !== 0) found.push(shift(pair.detectedMinutes, 'detected'));
  if (pair.closedMinutes) found.push(shift(pair.closedMinutes, 'closed'));
  if ((before.closedAt === null) !== (after.closedAt === null))
    found.push(after.closedAt === null ? 'stays open' : 'closes');
  if (pair.peakChanged) found.push(`${before.peak} becomes ${after.peak}`);
  if (pair.scopeChanged) found.push(`${before.scope} becomes ${after.scope}`);
  if (appeared.length > 0) found.push(`names ${named(appeared)}`);
  if (vanished.length > 0) found.push(`no longer names ${named(vanished)}`);
  return found;
}

function shift(minutes: number, what: string): string {
  return `${what} ${Math.abs(minutes)} min ${minutes < 0 ? 'earlier' : 'later'}`;
}
