import type {
  SignalHealth,
  SignalKey,
  TelemetryScope,
  TelemetrySignal,
  TelemetryWindow,
} from '../core/words/telemetry.ts';
import type { Queryable } from '../ports/database.ts';

/** Enters a signal, or gives it another scope; what is known of its health stays. */
export async function enterSignal(
  tx: Queryable,
  signal: SignalKey & TelemetryScope & Pick<TelemetrySignal, 'origin' | 'health' | 'createdAt'>,
): Promise<void> {
  await tx.query(
    `INSERT INTO telemetry_signal (brand, signal, origin, symptom, surface, health, health_since, message, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, '', $7)
     ON CONFLICT (brand, signal) DO UPDATE SET origin = $3, symptom = $4, surface = $5`,
    [signal.brand, signal.signal, signal.origin, signal.symptom, signal.surface, signal.health, signal.createdAt],
  );
}

/** Forgets signals of Prometheus that are configured no more; their windows stay. */
export async function forgetOtherSignals(tx: Queryable, configured: readonly SignalKey[]): Promise<void> {
  await tx.query(
    `DELETE FROM telemetry_signal WHERE origin = 'prometheus'
       AND (brand, signal) NOT IN (SELECT * FROM unnest($1::text[], $2::text[]))`,
    [configured.map(({ brand }) => brand), configured.map(({ signal }) => signal)],
  );
}

export async function readSignals(database: Queryable, brand?: string): Promise<TelemetrySignal[]> {
  return database.query<TelemetrySignal & Record<string, unknown>>(
    `SELECT brand, signal, origin, symptom, surface, health, health_since AS "healthSince", message, created_at AS "createdAt"
     FROM telemetry_signal WHERE $1::text IS NULL OR brand = $1 ORDER BY brand, signal`,
    [brand ?? null],
  );
}

/** Up to where a signal was read; null before the first time. */
export async function readSignalPosition(database: Queryable, { brand, signal }: SignalKey): Promise<number | null> {
  const [row] = await database.query<{ until: number | null }>(
    'SELECT read_until AS until FROM telemetry_signal WHERE brand = $1 AND signal = $2',
    [brand, signal],
  );
  return row?.until ?? null;
}

/** Notes how a reading went; `readUntil` null leaves the position where it was. Returns the health before. */
export async function recordHealth(
  tx: Queryable,
  { brand, signal }: SignalKey,
  { health, message, at, readUntil }: { health: SignalHealth; message: string; at: number; readUntil: number | null },
): Promise<SignalHealth | null> {
  const [before] = await tx.query<{ health: SignalHealth }>(
    'SELECT health FROM telemetry_signal WHERE brand = $1 AND signal = $2',
    [brand, signal],
  );
  await tx.query(
    `UPDATE telemetry_signal SET message = $4, read_until = coalesce($6, read_until),
       health_since = CASE WHEN health = $3 THEN health_since ELSE $5 END, health = $3
     WHERE brand = $1 AND signal = $2`,
    [brand, signal, health, message, at, readUntil],
  );
  return before?.health ?? null;
}

const windowColumns = 'brand, signal, symptom, surface, from_at AS "from", to_at AS "to", state, value';

/** Windows that overlap a range, in order of brand, signal and time. */
export async function readWindows(
  database: Queryable,
  { brand, from, to }: { brand?: string; from: number; to: number },
): Promise<TelemetryWindow[]> {
  return database.query<TelemetryWindow & Record<string, unknown>>(
    `SELECT ${windowColumns} FROM telemetry_window
     WHERE ($1::text IS NULL OR brand = $1) AND to_at > $2 AND from_at < $3 ORDER BY brand, signal, from_at`,
    [brand ?? null, from, to],
  );
}

/** The window that an instant follows immediately, or lies in; cut there. */
export async function readWindowBefore(
  tx: Queryable,
  { brand, signal }: SignalKey,
  at: number,
): Promise<TelemetryWindow | null> {
  const [row] = await tx.query<TelemetryWindow & Record<string, unknown>>(
    `SELECT ${windowColumns} FROM telemetry_window WHERE brand = $1 AND signal = $2 AND from_at < $3 AND to_at >= $3`,
    [brand, signal, at],
  );
  return row ? { ...row, to: at } : null;
}

/** Puts windows in place of what was known of a signal in a range; what lies outside stays. */
export async function replaceWindows(
  tx: Queryable,
  { brand, signal }: SignalKey,
  { from, to, windows }: { from: number; to: number; windows: readonly TelemetryWindow[] },
): Promise<void> {
  const bounds = [brand, signal, from, to];
  await tx.query(
    `INSERT INTO telemetry_window SELECT brand, signal, symptom, surface, $4::int8, to_at, state, value
     FROM telemetry_window WHERE brand = $1 AND signal = $2 AND from_at < $4::int8 AND to_at > $4::int8 AND $3::int8 < $4::int8`,
    bounds,
  );
  await tx.query(
    'DELETE FROM telemetry_window WHERE brand = $1 AND signal = $2 AND from_at >= $3 AND from_at < $4',
    bounds,
  );
  await tx.query(
    'UPDATE telemetry_window SET to_at = $3 WHERE brand = $1 AND signal = $2 AND from_at < $3 AND to_at > $3',
    [brand, signal, from],
  );
  await tx.query(
    `INSERT INTO telemetry_window
     SELECT $1, $2, * FROM unnest($3::text[], $4::text[], $5::int8[], $6::int8[], $7::text[], $8::float8[])`,
    [
      brand,
      signal,
      windows.map(({ symptom }) => symptom),
      windows.map(({ surface }) => surface),
      windows.map((one) => one.from),
      windows.map((one) => one.to),
      windows.map(({ state }) => state),
      windows.map(({ value }) => value),
    ],
  );
}

export async function deleteWindowsBefore(tx: Queryable, before: number): Promise<void> {
  await tx.query('DELETE FROM telemetry_window WHERE to_at < $1', [before]);
}
