import { isoInstant } from '../core/words/interval.ts';
import type { Column } from '../ports/format.ts';
import { incidentColumns, incidentRows } from './export-incidents.ts';
import { postColumns, postRows } from './export-posts.ts';
import type { ExportKind, ExportRequest, ExportTools } from './export-request.ts';
import { timelineColumns, timelineRows } from './export-timeline.ts';

export interface Export {
  fileName: string;
  mediaType: string;
  bytes: AsyncIterable<Uint8Array>;
}

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
  const counted = withCount(rows(tools, request), tools.done);
  // Every row names what it was made with, so that any reader has it without options and files can be joined.
  const last = { name: 'made_with', text: madeWith };
  const meta = { ...requestMeta(request), config, model, data };
  return {
    fileName: fileName(request, tools.format.extension),
    mediaType: tools.format.mediaType,
    bytes: tools.format.write({ columns, last, meta }, counted),
  };
}

async function* withCount(
  batches: AsyncIterable<unknown[][]>,
  done?: (rows: number) => void,
): AsyncGenerator<unknown[][], void, undefined> {
  let rows = 0;
  for await (const batch of batches) {
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
  const source = request.source?.replace(/[^\w.-]/g, '-');
  const of = [request.brand ?? 'all', ...(source === undefined ? [] : [source])];
  const parts = ['outcry', request.what, ...of, instant(request.from), instant(request.to)];
  return `${parts.join('-')}.${extension}`;
}
