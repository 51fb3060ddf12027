import type { Alert } from '../../core/words/alert.ts';
import type { Queryable } from '../../ports/database.ts';
import { type AlertRow, alertFrom } from '../alert-row.ts';

export interface AlertFilter {
  brand?: string;
  method?: string;
  active?: boolean;
  /** Minutes; alerts whose evidence lasted at some time of from ≤ t < to. */
  from?: number;
  to?: number;
  limit: number;
  after?: { firstMinute: number; id: string };
}

/** Newest first. */
export async function readAlerts(database: Queryable, filter: AlertFilter): Promise<Alert[]> {
  const rows = await database.query<AlertRow>(
    `SELECT * FROM alert
     WHERE ($1::text IS NULL OR brand = $1) AND ($2::text IS NULL OR method = $2)
       AND ($3::boolean IS NULL OR active = $3) AND ($4::int4 IS NULL OR minute >= $4)
       AND ($5::int4 IS NULL OR first_minute < $5)
       AND ($6::int4 IS NULL OR (first_minute, id) < ($6, $7))
     ORDER BY first_minute DESC, id DESC LIMIT $8`,
    [
      filter.brand ?? null,
      filter.method ?? null,
      filter.active ?? null,
      filter.from ?? null,
      filter.to ?? null,
      filter.after?.firstMinute ?? null,
      filter.after?.id ?? '',
      filter.limit,
    ],
  );
  return rows.map(alertFrom);
}
