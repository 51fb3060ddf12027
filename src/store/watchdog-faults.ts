import type { Queryable } from '../ports/database.ts';
import { readSetting, writeSetting } from './settings.ts';

/** What last kept a message of the watchdog from a channel. Its messages pass no outbox: nothing else would show it. */
export interface WatchdogFault {
  /** Epoch ms. */
  at: number;
  message: string;
}

/** By channel; who took the watchdog's last message isn't in it. */
export type WatchdogFaults = Record<string, WatchdogFault>;

const key = 'watchdog-faults';

export async function readWatchdogFaults(database: Queryable): Promise<WatchdogFaults> {
  return JSON.parse((await readSetting(database, key)) ?? '{}') as WatchdogFaults;
}

export function writeWatchdogFaults(database: Queryable, faults: WatchdogFaults): Promise<void> {
  return writeSetting(database, key, JSON.stringify(faults));
}
