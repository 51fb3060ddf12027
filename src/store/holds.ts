import type { HoldPlans } from '../core/incident/holds.ts';
import type { MaintenanceWindow, Silence } from '../core/words/hold.ts';
import type { Queryable } from '../ports/database.ts';

interface Asked {
  createdAt: number;
  actor: string;
}

export async function insertMaintenance(
  tx: Queryable,
  { createdAt, actor, ...window }: Omit<MaintenanceWindow, 'id'> & Asked,
): Promise<number> {
  const [row] = await tx.query<{ id: number }>(
    `INSERT INTO maintenance_window (brand, reason, owner, zone, first_start, duration_minutes, repeat, weekdays, last_day, created_at, actor)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id`,
    [
      ...[window.brand, window.reason, window.owner, window.zone, window.firstStart, window.durationMinutes],
      ...[window.repeat, window.weekdays, window.lastDay, createdAt, actor],
    ],
  );
  return row!.id;
}

export async function insertSilence(
  tx: Queryable,
  { createdAt, actor, ...silence }: Omit<Silence, 'id'> & Asked,
): Promise<number> {
  const { brand, symptom, channel, reason, owner, startsAt, expiresAt } = silence;
  const [row] = await tx.query<{ id: number }>(
    `INSERT INTO silence (brand, symptom, channel, reason, owner, starts_at, expires_at, created_at, actor)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id`,
    [brand, symptom, channel, reason, owner, startsAt, expiresAt, createdAt, actor],
  );
  return row!.id;
}

/** Takes one back from now on. False when there is none in force under this id. */
export async function endHold(
  tx: Queryable,
  { kind, id, at }: { kind: 'maintenance' | 'silence'; id: number; at: number },
): Promise<boolean> {
  const table = kind === 'maintenance' ? 'maintenance_window' : 'silence';
  const rows = await tx.query(`UPDATE ${table} SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL RETURNING id`, [
    id,
    at,
  ]);
  return rows.length === 1;
}

/** All that nobody has taken back; of the silences those that have not expired. */
export async function readHoldPlans(database: Queryable, now: number): Promise<HoldPlans> {
  const windows = await database.query<MaintenanceWindow & Record<string, unknown>>(
    `SELECT id, brand, reason, owner, zone, first_start AS "firstStart", duration_minutes AS "durationMinutes", repeat,
       weekdays, last_day AS "lastDay" FROM maintenance_window WHERE ended_at IS NULL ORDER BY id`,
  );
  const silences = await database.query<Silence & Record<string, unknown>>(
    `SELECT id, brand, symptom, channel, reason, owner, starts_at AS "startsAt", expires_at AS "expiresAt" FROM silence
     WHERE ended_at IS NULL AND expires_at > $1 ORDER BY id`,
    [now],
  );
  return { windows, silences };
}
