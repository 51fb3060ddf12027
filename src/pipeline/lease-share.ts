import type { Lease } from '../store/leases.ts';

/** What a worker takes of what is free, and what it gives back to those that have less. */
export interface LeaseShare {
  take: string[];
  giveBack: string[];
}

/** Everybody has at most an equal part, rounded up. What is in use stays for now. */
export function shareOf(
  names: readonly string[],
  {
    held,
    worker,
    workers,
    inUse,
  }: { held: readonly Lease[]; worker: string; workers: number; inUse: ReadonlySet<string> },
): LeaseShare {
  const most = Math.ceil(names.length / Math.max(1, workers));
  const holders = new Map(held.map((lease) => [lease.name, lease.worker]));
  const mine = names.filter((name) => holders.get(name) === worker);
  // What is in use is kept first.
  const kept = [...mine].sort((a, b) => Number(inUse.has(b)) - Number(inUse.has(a)));
  return {
    take: names.filter((name) => !holders.has(name)).slice(0, Math.max(0, most - mine.length)),
    giveBack: kept.slice(most).filter((name) => !inUse.has(name)),
  };
}
