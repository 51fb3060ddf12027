import type { Audience } from '../../src/core/incident/route.ts';
import type { Alert, AlertDetail } from '../../src/core/words/alert.ts';
import type { Transition } from '../../src/core/words/incident.ts';
import { notify } from '../../src/pipeline/notify.ts';
import { releaseHeld } from '../../src/pipeline/release-held.ts';
import { track } from '../../src/pipeline/track.ts';
import type { ChannelMessage } from '../../src/ports/channel.ts';
import type { Database } from '../../src/ports/database.ts';
import { upsertAlerts } from '../../src/store/detection.ts';
import { brandAlert, detailOf, noon, rules, yearMinutes } from './alerts.ts';
import { brandPack } from './fake-service.ts';

const pack = brandPack({ timeZone: 'UTC' });

export interface Pass {
  active?: boolean;
  years?: number;
  detail?: Partial<AlertDetail>;
  alert?: Partial<Alert>;
}

/** Minutes of the test brand as tracking sees them, on a clock that follows them, with channels that note what they are sent. */
export interface OutageMinutes {
  clock: { minute: number; now: () => number };
  acting(): { database: Database; clock: { now: () => number }; actor: string };
  /** What it takes to change incidents by hand. */
  hands(): ReturnType<OutageMinutes['acting']> & { audience: Audience; packOf: () => typeof pack };
  /** A minute of an outage, or after it. */
  pass(minute: number, given?: Pass): Promise<Transition[]>;
  /** All that a channel is sent now. */
  sent(channel: string): Promise<ChannelMessage[]>;
  empty(): Promise<void>;
}

export function outageMinutes(database: Database, audience: Audience): OutageMinutes {
  const clock = { minute: noon, now: () => clock.minute * 60_000 };
  const acting = () => ({ database, clock, actor: 'test' });
  const context = { rules, watched: new Set([pack.id]), ...audience };
  return {
    clock,
    acting,
    hands: () => ({ ...acting(), audience, packOf: () => pack }),
    async pass(minute, { active = true, years = 1.5, detail = {}, alert = {} } = {}) {
      clock.minute = minute + 1;
      const figures = { minute, active, recurrenceIntervalMinutes: years * yearMinutes };
      await upsertAlerts(database, [
        brandAlert({ ...figures, detail: detailOf({ authors: 20, ...detail }), ...alert }),
      ]);
      return (await database.transaction((tx) => track(tx, pack, { minute, context }))).transitions;
    },
    async sent(channel) {
      await releaseHeld(database, clock, audience);
      const taken: ChannelMessage[] = [];
      const send = async (message: ChannelMessage) => void taken.push(message);
      const events = { messageDelivered: () => {}, messageFailed: () => {} };
      const packs = new Map([[pack.id, pack]]);
      const told = { database, clock, random: () => 0.5, events, packs, linkTo: () => 'http://here', owner: 'w' };
      await notify({ id: channel, kind: 'test', send }, told, new AbortController().signal);
      return taken;
    },
    async empty() {
      clock.minute = noon;
      const tables =
        'outbox, acknowledgment, transition, incident, alert, maintenance_window, silence, stratum_count, audit';
      await database.query(`TRUNCATE ${tables} CASCADE`);
    },
  };
}
