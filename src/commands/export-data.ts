import { isoInstant } from '../core/words/interval.ts';
import type { Column, CopiedCells, FileShape } from '../ports/format.ts';
import { incidentColumns, incidentRows } from './export-incidents.ts';
import { copiedPosts, postColumns, postRows } from './export-posts.ts';
import type { ExportKind, ExportRequest, ExportTools } from './export-request.ts';
import { timelineColumns, timelineRows } from './export-timeline.ts';

export interface Export {
  fileName: string;
  mediaType: string;
  bytes: AsyncIterable<Uint8Array>;
}

interface Written {
  columns: Column[];
  rows: (tools: ExportTools, request: ExportRequest) => AsyncIterable<unknown[][]>;
  /** The same as the database writes it, for formats that take that. */
  copied?: (
    tools: ExportTools,
    request: ExportRequest,
  ) => Promise<{ pieces: AsyncIterable<Uint8Array>; cells: CopiedCells[] }>;
}

const kinds: Record<ExportKind, Written> = {
  timeline: { columns: timelineColumns, rows: timelineRows },
  posts: { columns: postColumns, rows: postRows, copied: copiedPosts },
  incidents: { columns: incidentColumns, rows: incidentRows },
};

/** Prepares an export; nothing is read before its bytes are asked for. The same request gives the same bytes. */
export function exportData(tools: ExportTools, request: ExportRequest): Export {
  const { config, model, data } = tools.versions;
  const madeWith = `config=${config} model=${model} data=${data}`;
  // Every row names what it was made with, so that any reader has it without options and files can be joined.
  const last = { name: 'made_with', text: madeWith };
  const meta = { ...requestMeta(request), config, model, data };
  return {
    fileName: fileName(request, tools.format.extension),
    mediaType: tools.format.mediaType,
    bytes: written(tools, request, { last, meta }),
  };
}

async function* written(
  tools: ExportTools,
  request: ExportRequest,
  shape: Pick<FileShape, 'last' | 'meta'>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { format, done } = tools;
  const { columns, rows, copied } = kinds[request.what];
  if (!copied || !format.writeCopied) {
    yield* format.write(
      { ...shape, columns },
      withCount(rows(tools, request), (batch) => batch.length, done),
    );
    return;
  }
  const { pieces, cells } = await copied(tools, request);
  yield* format.writeCopied({ ...shape, cells }, withCount(pieces, linesIn, done));
}

async function* withCount<T>(
  batches: AsyncIterable<T>,
  rowsIn: (batch: T) => number,
  done?: (rows: number) => void,
): AsyncGenerator<T, void, undefined> {
  let rows = 0;
  for await (const batch of batches) {
    rows += rowsIn(batch);
    yield batch;
  }
  done?.(rows);
}

function linesIn(piece: Uint8Array): number {
  let lines = 0;
  for (let at = piece.indexOf(10); at >= 0; at = piece.indexOf(10, at + 1)) lines++;
  return lines;
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
