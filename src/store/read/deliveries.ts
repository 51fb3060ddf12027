import type { Queryable } from '../../ports/database.ts';

/** A line of the delivery log. */
export interface Delivery extends Record<string, unknown> {
  key: string;
  /** Of a digest: digest : channel. */
  incidentId: string;
  revision: number;
  channel: string;
  state: 'waiting' | 'delivered' | 'failed' | 'held' | 'withheld';
  attempts: number;
  dueAt: number;
  deliveredAt: number | null;
  /** Last fault; empty when there was none since. */
  message: string;
  /** What holds, or held, it back. */
  heldBy: string | null;
  /** Number of the reminder; 0: the step itself. */
  reminder: number;
}

export interface DeliveryQuestion {
  /** Null: of all. */
  incidentId: string | null;
  /** Null or absent: of all. */
  channel?: string | null;
  limit: number;
  /** Continues behind this one. */
  after?: { at: number; key: string } | null;
}

/** The delivery log, newest first; a message's place in it is the instant of its step, or that at which a digest was entered. */
export async function readDeliveries(
  database: Queryable,
  { incidentId, channel = null, limit, after = null }: DeliveryQuestion,
): Promise<(Delivery & { at: number })[]> {
  return database.query<Delivery & { at: number }>(
    `SELECT * FROM (
       SELECT o.key, o.incident_id AS "incidentId", o.revision, o.channel, o.state, o.attempts, o.due_at AS "dueAt",
         o.delivered_at AS "deliveredAt", o.message, o.held_by AS "heldBy", o.reminder,
         coalesce(t.at, (o.note->>'to')::int8) AS at
       FROM outbox o LEFT JOIN transition t ON t.incident_id = o.incident_id AND t.revision = o.revision
       WHERE ($1::text IS NULL OR o.incident_id = $1) AND ($2::text IS NULL OR o.channel = $2)) AS told
     WHERE at IS NOT NULL AND ($4::int8 IS NULL OR (at, key) < ($4, $5)) ORDER BY at DESC, key DESC LIMIT $3`,
    [incidentId, channel, limit, after?.at ?? null, after?.key ?? ''],
  );
}

/** What became of a channel's messages. */
export interface ChannelFigures extends Record<string, unknown> {
  waiting: number;
  failed: number;
  delivered: number;
  lastDeliveredAt: number | null;
  /** Of what waits or was given up last; empty when all is well. */
  lastFault: string;
}

/** By channel, of messages that were due since an instant. */
export async function readChannelFigures(database: Queryable, sinceMs: number): Promise<Map<string, ChannelFigures>> {
  const rows = await database.query<ChannelFigures & { channel: string }>(
    `SELECT channel, count(*) FILTER (WHERE state = 'waiting')::int4 AS waiting,
       count(*) FILTER (WHERE state = 'failed')::int4 AS failed,
       count(*) FILTER (WHERE state = 'delivered')::int4 AS delivered, max(delivered_at) AS "lastDeliveredAt",
       coalesce((array_agg(message ORDER BY due_at DESC) FILTER (WHERE message <> ''))[1], '') AS "lastFault"
     FROM outbox WHERE due_at >= $1 OR state = 'waiting' GROUP BY channel`,
    [sinceMs],
  );
  return new Map(rows.map(({ channel, ...figures }) => [channel, figures]));
}
