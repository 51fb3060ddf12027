import type { Transition } from '../core/words/incident.ts';
import type { Note } from '../core/words/note.ts';
import type { Queryable } from '../ports/database.ts';
import { type TransitionRow, transitionColumns, transitionFrom } from './transition-row.ts';

/** A message whose turn has come, leased to the worker that asked: a step, or a note. */
export type DueMessage = Leased & (DueStep | { note: Note });

interface Leased {
  key: string;
  /** Times that sending it was begun, this one included. */
  attempts: number;
  firstAttemptAt: number;
}

export interface DueStep {
  note?: never;
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
 * before it is delivered or given up, so that they arrive in their order. What a worker held that was given up is free.
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
      note: Note | null;
    }
  >(
    `WITH due AS MATERIALIZED (
       SELECT key, incident_id, revision FROM outbox o
       WHERE channel = $1 AND state = 'waiting' AND due_at <= $3
         AND (lease_until <= $3 OR lease_owner LIKE 'worker %' AND NOT EXISTS (SELECT FROM worker w WHERE w.name = o.lease_owner))
         AND revision = (SELECT min(e.revision) FROM outbox e
                         WHERE e.incident_id = o.incident_id AND e.channel = o.channel AND e.state = 'waiting')
       ORDER BY due_at, incident_id LIMIT $5 FOR UPDATE SKIP LOCKED)
     UPDATE outbox o SET lease_owner = $2, lease_until = $4, attempts = o.attempts + 1, first_attempt_at = coalesce(o.first_attempt_at, $3)
     FROM due LEFT JOIN transition t ON t.incident_id = due.incident_id AND t.revision = due.revision
     WHERE o.key = due.key AND (t.at IS NOT NULL OR o.note IS NOT NULL)
     RETURNING o.key, o.attempts, o.first_attempt_at, o.held_by, o.reminder, o.note, ${transitionColumns}`,
    [claim.channel, claim.owner, claim.now, claim.leaseUntil, claim.limit],
  );
  return rows
    .map(({ key, attempts, first_attempt_at: firstAttemptAt, held_by: heldBy, reminder, note, ...row }): DueMessage => {
      const leased = { key, attempts, firstAttemptAt };
      return note ? { ...leased, note } : { ...leased, heldBy, reminder, transition: transitionFrom(row) };
    })
    .sort((a, b) => toldAt(a) - toldAt(b) || (a.key < b.key ? -1 : 1));
}

function toldAt(message: DueMessage): number {
  return message.note ? message.note.to : message.transition.at;
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

/** Messages about incidents that a channel was sent, or will be, since an instant. */
export async function countLately(database: Queryable, channel: string, sinceMs: number): Promise<number> {
  const [row] = await database.query<{ n: number }>(
    "SELECT count(*)::int4 AS n FROM outbox WHERE channel = $1 AND due_at >= $2 AND note IS NULL AND state IN ('waiting', 'delivered')",
    [channel, sinceMs],
  );
  return row!.n;
}
