import type { Interval } from '../../core/words/interval.ts';
import type { Queryable } from '../../ports/database.ts';
import type { SourceScope } from './source-scope.ts';

/** Share of the sources, 0..1, that were up in a minute. Ask in ascending order of minutes. */
export type ExposureAt = (minute: number) => number;

interface Edge {
  minute: number;
  change: 1 | -1;
}

/** A database that knows no source (an archive read once) counts as fully exposed. */
export async function readExposure(database: Queryable, range: Interval, scope: SourceScope): Promise<ExposureAt> {
  const [total] = await database.query<{ n: number }>(
    `SELECT count(*) AS n FROM source WHERE state <> 'off' AND (id = ANY($1::text[])) = $2`,
    [scope.ids, scope.only],
  );
  const gaps = await database.query<{ from_minute: number; to_minute: number | null }>(
    `SELECT g.from_minute, g.to_minute FROM source_gap g JOIN source s ON s.id = g.source AND s.state <> 'off'
     WHERE (g.source = ANY($1::text[])) = $2 AND g.from_minute < $4 AND (g.to_minute IS NULL OR g.to_minute > $3)`,
    [scope.ids, scope.only, range.from, range.to],
  );
  return exposureFrom(total!.n, gaps);
}

function exposureFrom(sources: number, gaps: { from_minute: number; to_minute: number | null }[]): ExposureAt {
  if (sources === 0) return () => 1;
  const edges: Edge[] = [];
  for (const gap of gaps) {
    edges.push({ minute: gap.from_minute, change: 1 });
    if (gap.to_minute !== null) edges.push({ minute: gap.to_minute, change: -1 });
  }
  edges.sort((a, b) => a.minute - b.minute);
  let next = 0;
  let down = 0;
  return (minute) => {
    while (next < edges.length && edges[next]!.minute <= minute) down += edges[next++]!.change;
    return Math.max(0, (sources - down) / sources);
  };
}
