import type { BucketWidth } from '../core/counts/bucket-starts.ts';
import { isoInstant } from '../core/words/interval.ts';
import type { Database } from '../ports/database.ts';
import type { Column, Format } from '../ports/format.ts';
import type { SourceScope } from '../store/read/source-scope.ts';
import { incidentColumns, incidentRows } from './export-incidents.ts';
import { postColumns, postRows } from './export-posts.ts';
import { timelineColumns, timelineRows } from './export-timeline.ts';

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
  /** Told after the last byte. */
  done?: (rows: number) => void;
}

export interface Export {
  fileName: string;
  mediaType: string;
  bytes: AsyncIterable<Uint8Array>;
}

/** Smallest cell of a place that is written: fewer people could be told apart. */
export const smallestCell = 5;

const kinds: Record<
  ExportKind,
  { columns: Column[]; rows: (tools: ExportTools, request: ExportRequest) => AsyncIterable<unknown[][]> }
> = {
  timeline: { columns: timelineColumns, rows: timelineRows },
  posts: { columns: postColumns, rows: postRows },
  incidents: { columns: incidentColumns, rows: incidentRows },
};

/** Prepares an export; nothing is read before its bytes are asked for. The same request gives the same bytes. */
export function exportData(tools: ExportTools, request: ExportRequest): Export {
  const { columns, rows } = kinds[request.what];
  const { config, model, data } = tools.versions;
  const madeWith = `config=${config} model=${model} data=${data}`;
  const counted = withLastColumn(rows(tools, request), madeWith, tools.done);
  const meta = { ...requestMeta(request), config, model, data };
  return {
    fileName: fileName(request, tools.format.extension),
    mediaType: tools.format.mediaType,
    bytes: tools.format.write([...columns, { name: 'made_with', type: 'text' }], counted, meta),
  };
}

/** Every row names what it was made with, so that any reader has it without options and files can be joined. */
async function* withLastColumn(
  batches: AsyncIterable<unknown[][]>,
  value: string,
  done?: (rows: number) => void,
): AsyncGenerator<unknown[][], void, undefined> {
  let rows = 0;
  for await (const batch of batches) {
    for (const row of batch) row.push(value);
    rows += batch.length;
    yield batch;
  }
  done?.(rows);
}

function requestMeta(request: ExportRequest): Record<string, string> {
  const { what, from, to, bucket, tz, ...filter } = request;
  const stated = Object.entries(filter).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const shape: Record<string, string> = what === 'timeline' ? { bucket, tz } : {};
  return { what, from: isoInstant(from), to: isoInstant(to), ...Object.fromEntries(stated), ...shape };
}

function fileName(request: ExportRequest, extension: string): string {
  const instant = (at: number) => isoInstant(at).replace(/[-:]/g, '').replace(/\.\d+/, '');
  const parts = ['outcry', request.what, request.brand ?? 'all', instant(request.from), instant(request.to)];
  return `${parts.join('-')}.${extension}`;
}
