import type { Transition } from '../core/words/incident.ts';
import type { Queryable } from '../ports/database.ts';
import { type TransitionRow, transitionColumns, transitionFrom } from './transition-row.ts';

/** A message whose turn has come, leased to the worker that asked. */
export interface DueMessage {
  key: string;
  /** Times that sending it was begun, this one included. */
  attempts: number;
  firstAttemptAt: number;
  /** What held it back before it went out; null for most. */
  heldBy: string | null;
  /** Number of the reminder; 0: the step itself. */
  reminder: number;
  transition: Transition;
}

export interface Claim {
  channel: string;
  owner: string;
  now: number;
  leaseUntil: number;
  limit: number;
}

/**
 * Leases messages of a channel that are due, at most one of each incident: the next is let out only when the one
 * before it is delivered or given up, so that they arrive in their order.
 */
export async function claimDue(database: Queryable, claim: Claim): Promise<DueMessage[]> {
  // MATERIALIZED: the locking part must not run twice. min(): an anti-join is planned quadratic without statistics.
  const rows = await database.query<
    TransitionRow & {
      key: string;
      attempts: number;
      first_attempt_at: number;
      held_by: string | null;
      reminder: number;
    }
  >(
    `WITH due AS MATERIALIZED (
       SELECT key FROM outbox o
       WHERE channel = $1 AND state = 'waiting' AND due_at <= $3 AND lease_until <= $3
         AND revision = (SELECT min(e.revision) FROM outbox e
                         WHERE e.incident_id = o.incident_id AND e.channel = o.channel AND e.state = 'waiting')
       ORDER BY due_at, incident_id LIMIT $5 FOR UPDATE SKIP LOCKED)
     UPDATE outbox o SET lease_owner = $2, lease_until = $4, attempts = o.attempts + 1, first_attempt_at = coalesce(o.first_attempt_at, $3)
     FROM due, transition t WHERE o.key = due.key AND t.incident_id = o.incident_id AND t.revision = o.revision
     RETURNING o.key, o.attempts, o.first_attempt_at, o.held_by, o.reminder, ${transitionColumns}`,
    [claim.channel, claim.owner, claim.now, claim.leaseUntil, claim.limit],
  );
  return rows
    .map((row) => ({
      key: row.key,
      attempts: row.attempts,
      firstAttemptAt: row.first_attempt_at,
      heldBy: row.held_by,
      reminder: row.reminder,
      transition: transitionFrom(row),
    }))
    .sort((a, b) => a.transition.at - b.transition.at || (a.key < b.key ? -1 : 1));
}

/** Delivered is delivered, whoever holds the lease by now: it is never sent again. */
export async function recordDelivered(database: Queryable, key: string, atMs: number): Promise<void> {
  await database.query(
    "UPDATE outbox SET state = 'delivered', delivered_at = $2, lease_until = 0, lease_owner = NULL, message = '' WHERE key = $1 AND state = 'waiting'",
    [key, atMs],
  );
}

interface Held {
  key: string;
  owner: string;
}

/** To be tried again later. Changes nothing once another worker has taken the message over. */
export async function recordRetry(
  database: Queryable,
  { key, owner, dueAt, message }: Held & { dueAt: number; message: string },
): Promise<void> {
  await database.query(
    "UPDATE outbox SET due_at = $3, message = $4, lease_until = 0, lease_owner = NULL WHERE key = $1 AND lease_owner = $2 AND state = 'waiting'",
    [key, owner, dueAt, message],
  );
}

/** Given up for good. */
export async function recordFailed(
  database: Queryable,
  { key, owner, message }: Held & { message: string },
): Promise<void> {
  await database.query(
    "UPDATE outbox SET state = 'failed', message = $3, lease_until = 0, lease_owner = NULL WHERE key = $1 AND lease_owner = $2 AND state = 'waiting'",
    [key, owner, message],
  );
}

/** Gives a lease back without a result: the sending was broken off. */
export async function releaseLease(database: Queryable, { key, owner }: Held): Promise<void> {
  await database.query(
    "UPDATE outbox SET lease_until = 0, lease_owner = NULL WHERE key = $1 AND lease_owner = $2 AND state = 'waiting'",
    [key, owner],
  );
}

/** The receiver wants silence until an instant: nothing of this channel is due before. */
export async function postponeChannel(
  database: Queryable,
  { channel, now, untilAt }: { channel: string; now: number; untilAt: number },
): Promise<void> {
  await database.query(
    "UPDATE outbox SET due_at = $3 WHERE channel = $1 AND state = 'waiting' AND lease_until <= $2 AND due_at < $3",
    [channel, now, untilAt],
  );
}

/** What waits for channels that are no longer configured, since before an instant, is given up. Returns how many. */
export async function failUnconfigured(database: Queryable, channels: string[], beforeMs: number): Promise<number> {
  const rows = await database.query(
    `UPDATE outbox SET state = 'failed', message = 'the channel is no longer configured'
     WHERE state = 'waiting' AND NOT channel = ANY($1::text[]) AND due_at < $2 RETURNING key`,
    [channels, beforeMs],
  );
  return rows.length;
}

/** Of each incident that isn't closed, the last message that a channel has taken. */
export async function readStanding(
  database: Queryable,
  channel: string,
): Promise<{ key: string; transition: Transition }[]> {
  const rows = await database.query<TransitionRow & { key: string }>(
    `SELECT DISTINCT ON (o.incident_id) o.key, ${transitionColumns}
     FROM outbox o JOIN transition t ON t.incident_id = o.incident_id AND t.revision = o.revision
     JOIN incident i ON i.id = o.incident_id
     WHERE o.channel = $1 AND o.state = 'delivered' AND i.closed_at IS NULL ORDER BY o.incident_id, o.revision DESC`,
    [channel],
  );
  return rows
    .filter(({ to_state, body }) => to_state !== 'closed' && body.parent === undefined)
    .map((row) => ({ key: row.key, transition: transitionFrom(row) }));
}

/** A line of the delivery log. */
export interface Delivery extends Record<string, unknown> {
  key: string;
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

/** The delivery log, newest first: of one incident, or of all (null). */
export async function readDeliveries(
  database: Queryable,
  { incidentId, limit }: { incidentId: string | null; limit: number },
): Promise<Delivery[]> {
  return database.query<Delivery>(
    `SELECT o.key, o.incident_id AS "incidentId", o.revision, o.channel, o.state, o.attempts, o.due_at AS "dueAt",
       o.delivered_at AS "deliveredAt", o.message, o.held_by AS "heldBy", o.reminder
     FROM outbox o JOIN transition t ON t.incident_id = o.incident_id AND t.revision = o.revision
     WHERE $1::text IS NULL OR o.incident_id = $1 ORDER BY t.at DESC, o.incident_id, o.revision DESC, o.channel LIMIT $2`,
    [incidentId, limit],
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

/** Messages that a channel was sent, or will be, since an instant. */
export async function countLately(database: Queryable, channel: string, sinceMs: number): Promise<number> {
  const [row] = await database.query<{ n: number }>(
    "SELECT count(*)::int4 AS n FROM outbox WHERE channel = $1 AND due_at >= $2 AND state IN ('waiting', 'delivered')",
    [channel, sinceMs],
  );
  return row!.n;
}
