import type { Incident } from '../core/words/incident.ts';
import type { Queryable } from '../ports/database.ts';

/** Messages of an incident to a channel that are held back. */
export interface HeldMessages {
  incident: Incident;
  channel: string;
  /** Of the newest that is held. */
  revision: number;
  /** True when the channel was told of the incident before. */
  toldBefore: boolean;
  /** True when the channel was, or will be, told of a later step: then nothing older follows. */
  toldLater: boolean;
}

export async function readHeldMessages(database: Queryable): Promise<HeldMessages[]> {
  const rows = await database.query<Omit<HeldMessages, 'incident'> & { body: Incident } & Record<string, unknown>>(
    `SELECT h.channel, h.revision, i.body,
       EXISTS (SELECT 1 FROM outbox o WHERE o.incident_id = h.incident_id AND o.channel = h.channel
         AND o.state IN ('delivered', 'waiting') AND o.revision < h.revision) AS "toldBefore",
       EXISTS (SELECT 1 FROM outbox o WHERE o.incident_id = h.incident_id AND o.channel = h.channel
         AND o.state IN ('delivered', 'waiting') AND o.revision > h.revision) AS "toldLater"
     FROM (SELECT incident_id, channel, max(revision) AS revision FROM outbox WHERE state = 'held'
       GROUP BY incident_id, channel) h
     JOIN incident i ON i.id = h.incident_id ORDER BY h.incident_id, h.channel`,
  );
  return rows.map(({ body, ...rest }) => ({ ...rest, incident: body }));
}

interface Lot {
  incidentId: string;
  channel: string;
}

/** The newest held message goes out now, the ones before it never. */
export async function releaseNewest(
  tx: Queryable,
  { incidentId, channel, revision, now }: Lot & { revision: number; now: number },
): Promise<void> {
  await tx.query(
    "UPDATE outbox SET state = 'waiting', due_at = $4 WHERE incident_id = $1 AND channel = $2 AND revision = $3 AND state = 'held'",
    [incidentId, channel, revision, now],
  );
  await withholdHeld(tx, { incidentId, channel });
}

export async function withholdHeld(tx: Queryable, { incidentId, channel }: Lot): Promise<void> {
  await tx.query("UPDATE outbox SET state = 'withheld' WHERE incident_id = $1 AND channel = $2 AND state = 'held'", [
    incidentId,
    channel,
  ]);
}
