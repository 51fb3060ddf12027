import type { BucketWidth } from '../core/counts/bucket-starts.ts';
import type { Database } from '../ports/database.ts';
import type { Format } from '../ports/format.ts';
import type { SourceScope } from '../store/read/source-scope.ts';

export const exportKinds = ['timeline', 'posts', 'incidents'] as const;
export type ExportKind = (typeof exportKinds)[number];

/** What is wanted. Instants are epoch ms; from ≤ t < to. */
export interface ExportRequest {
  what: ExportKind;
  from: number;
  to: number;
  brand?: string;
  symptom?: string;
  surface?: string;
  area?: string;
  /** Only what came from this source. */
  source?: string;
  bucket: BucketWidth;
  tz: string;
}

export interface ExportTools {
  database: Database;
  format: Format;
  /** Brands to write when none is named, in the order of writing. */
  brands: readonly string[];
  sourcesOf: (brand: string) => SourceScope;
  versions: { config: string; model: string; data: string };
  /** Fewest people in a cell of a place that is written. */
  smallestCell: number;
  /** A person counts once in this many minutes. */
  authorWindowMinutes: number;
  /** By the clock, epoch ms: as of when what was never judged is told. */
  nowMs: number;
  /** Told after the last byte. */
  done?: (rows: number) => void;
}
