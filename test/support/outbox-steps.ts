import { expect } from 'vitest';
import type { IncidentState, Transition } from '../../src/core/words/incident.ts';
import type { Database } from '../../src/ports/database.ts';
import { insertTransition, saveIncident } from '../../src/store/incidents.ts';
import { asOfAt, testIncident } from '../http/seed.ts';

const ladder: IncidentState[] = ['watching', 'probable', 'confirmed', 'recovering', 'closed'];

export interface Steps {
  id: string;
  steps: number;
  channels: string[];
  brand?: string;
  heldBy?: string | null;
}

/** Enters an incident with so many steps, each to be told to the channels. */
export async function enterSteps(
  database: Database,
  { id, steps, channels, brand = 'walmart', heldBy = null }: Steps,
): Promise<void> {
  await database.transaction(async (tx) => {
    for (let revision = 1; revision <= steps; revision++) {
      const to = ladder[(revision - 1) % ladder.length]!;
      const updatedAt = asOfAt - steps + revision;
      const closedAt = to === 'closed' ? updatedAt : null;
      const incident = testIncident({ id, brand, revision, state: to, updatedAt, closedAt });
      const from = revision === 1 ? null : ladder[(revision - 2) % ladder.length]!;
      const transition: Transition = { incidentId: id, revision, at: updatedAt, from, to, incident };
      await saveIncident(tx, { incident, memory: {} }, revision - 1);
      await insertTransition(
        tx,
        transition,
        channels.map((channel) => ({ channel, heldBy })),
      );
    }
  });
}

/** Of each incident the revisions come in their order, without a gap. */
export function expectOrdered(keys: string[]): void {
  const last = new Map<string, number>();
  for (const key of keys) {
    const [incident = '', revision] = key.split(':');
    expect(Number(revision), key).toBe((last.get(incident) ?? 0) + 1);
    last.set(incident, Number(revision));
  }
}
