import { expect } from 'vitest';
import { createFetcher } from '../../src/adapters/net/fetcher.ts';
import { type NotifyContext, notify } from '../../src/pipeline/notify.ts';
import type { Channel } from '../../src/ports/channel.ts';
import type { Database } from '../../src/ports/database.ts';
import { readDeliveries } from '../../src/store/read/deliveries.ts';
import { asOfAt } from '../http/seed.ts';
import { brandPack } from './fake-service.ts';
import { enterSteps } from './outbox-steps.ts';

const minuteMs = 60_000;
/** The schedule asks for what is due so often. */
const turnMs = 2_000;
const steps = 4;
const ids = ['inc-1', 'inc-2'];

/** What the receiver has in the end, of either incident and in all. */
export const allOnce = [steps, steps, 2 * steps];

/** Two incidents are told through the channel `a`, which misbehaves for an hour. */
export function troubledHour(database: Database) {
  const clock = { at: asOfAt, now: () => clock.at };
  const endsAt = asOfAt + 60 * minuteMs;
  const isTrouble = () => clock.at < endsAt;
  const context: NotifyContext = {
    ...{ database, clock, random: () => 0.999, owner: 'w' },
    events: { messageDelivered: () => {}, messageFailed: () => {} },
    packs: new Map([['walmart', brandPack({ id: 'walmart', name: 'Walmart' })]]),
    linkTo: (id) => `https://outcry.example.org/#/incident/${id}`,
  };
  const log = () => readDeliveries(database, { incidentId: null, limit: 100 });
  return {
    clock,
    isTrouble,
    /**
     * Through the channel as it is in its trouble and after; `says`: what the delivery log tells of the first try. Returns how long after
     * the trouble's end all was told, by the hour's clock.
     */
    async pass({ troubled, sound, says }: { troubled: Channel; sound: Channel; says: RegExp }): Promise<number> {
      const { signal } = new AbortController();
      for (const table of ['outbox', 'transition', 'incident']) await database.query(`DELETE FROM ${table}`);
      for (const id of ids) await enterSteps(database, { id, steps, channels: ['a'] });
      await notify(troubled, context, signal);
      expect((await log()).map(({ message }) => message).join()).toMatch(says);
      for (clock.at += 10 * minuteMs; isTrouble(); clock.at += 10 * minuteMs) await notify(troubled, context, signal);
      // The last try lies just before the end, so that the longest delay follows.
      clock.at = endsAt - 1;
      await database.query("UPDATE outbox SET due_at = least(due_at, $1) WHERE state = 'waiting'", [clock.at]);
      await notify(troubled, context, signal);
      for (clock.at = endsAt; clock.at < endsAt + 60 * minuteMs; clock.at += turnMs) {
        await notify(sound, context, signal);
        if ((await log()).every(({ state }) => state === 'delivered')) break;
      }
      expect((await log()).map(({ state }) => state)).toEqual(Array(ids.length * steps).fill('delivered'));
      return clock.at - endsAt;
    },
    countsOf: (taken: readonly string[]) =>
      ids.map((id) => taken.filter((body) => body.includes(id)).length).concat(taken.length),
  };
}

/** Asks one server as often as it likes. */
export function patientFetcher(clock: { now(): number }, timeoutMs: number) {
  const limits = { burst: 1_000, failuresToOpen: 1_000 };
  return createFetcher({ clock, contact: 'x@example.org', version: 'test', timeoutMs, allowInside: ['*'], limits });
}
