import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formats } from '../../src/adapters/formats/registry.ts';
import { exportData } from '../../src/commands/export-data.ts';
import { incidentColumns } from '../../src/commands/export-incidents.ts';
import { postColumns } from '../../src/commands/export-posts.ts';
import type { ExportKind } from '../../src/commands/export-request.ts';
import { timelineColumns } from '../../src/commands/export-timeline.ts';
import type { Database } from '../../src/ports/database.ts';
import { asOfAt, seed } from '../http/seed.ts';
import { openTestDatabase } from '../support/database.ts';

interface Notebook {
  nbformat: number;
  cells: { cell_type: string; source: string[]; outputs?: unknown[]; metadata: { tags?: string[] } }[];
}

const path = resolve(import.meta.dirname, '../../data/examples/outage.ipynb');
const notebook = JSON.parse(readFileSync(path, 'utf8')) as Notebook;
const code = notebook.cells.filter(({ cell_type }) => cell_type === 'code');
const python = process.env.PYTHON ?? 'python3';
const missing = missingInPython();
const whats: ExportKind[] = ['timeline', 'posts', 'incidents'];

let database: Database;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'outcry-notebook-'));
  database = await openTestDatabase();
  await seed(database);
  for (const what of whats) writeFileSync(join(folder, `${what}.parquet`), await exported(what));
});
afterAll(async () => {
  await database.close();
  rmSync(folder, { recursive: true });
});

async function exported(what: ExportKind): Promise<Buffer> {
  const tools = {
    ...{ database, format: formats.parquet!, brands: ['walmart'], smallestCell: 5 },
    authorWindowMinutes: 60,
    nowMs: 0,
    sourcesOf: () => ({ ids: ['demo'], only: false }),
    versions: { config: 'c0ffee', model: 'kind@1', data: 'd474' },
  };
  const range = { from: asOfAt - 3_600_000, to: asOfAt, brand: 'walmart', bucket: '1m', tz: 'UTC' } as const;
  const parts: Uint8Array[] = [];
  for await (const part of exportData(tools, { what, ...range }).bytes) parts.push(part);
  return Buffer.concat(parts);
}

function bytesOf(what: ExportKind): ArrayBuffer {
  const bytes = readFileSync(join(folder, `${what}.parquet`));
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
}

function missingInPython(): string {
  try {
    execFileSync(python, ['-c', 'import duckdb, pandas'], { stdio: 'ignore' });
    return '';
  } catch {
    return `${python} has no duckdb and pandas`;
  }
}

/** What the notebook computes, from the files by a reader that knows nothing of our writer. */
async function expectedFigures() {
  const rows = async (what: ExportKind) =>
    (await parquetReadObjects({ file: bytesOf(what) })) as Record<string, string | number | null>[];
  const seen = (await rows('timeline')).filter(({ exposure }) => Number(exposure) > 0);
  const people = new Map<string, Set<unknown>>();
  for (const post of (await rows('posts')).filter(({ kind }) => kind === 'current'))
    for (const symptom of String(post.symptoms).split(';'))
      if (symptom !== '') people.set(symptom, (people.get(symptom) ?? new Set()).add(post.author));
  return {
    observed: seen.reduce((sum, { observed }) => sum + Number(observed), 0),
    incidents: (await rows('incidents')).map(({ id }) => id),
    symptoms: Object.fromEntries([...people].map(([symptom, authors]) => [symptom, authors.size])),
  };
}

describe('the notebook', () => {
  it('is a clean notebook: version 4, no outputs', () => {
    expect(notebook.nbformat).toBe(4);
    expect(code.length).toBeGreaterThan(4);
    expect(code.every(({ outputs }) => outputs?.length === 0)).toBe(true);
  });

  it('reads files that hold what it asks for, by an independent reader', async () => {
    const metadata = parquetMetadata(bytesOf('timeline')).key_value_metadata ?? [];
    expect(metadata).toContainEqual({ key: 'outcry.model', value: 'kind@1' });
    const figures = await expectedFigures();
    // Six people in each of twenty minutes, in two of which no source could be read.
    expect(figures).toMatchObject({ observed: 108, incidents: ['inc-1'], symptoms: { login: 25 } });
  });

  it('names only columns that are exported', () => {
    const columns = new Set([...timelineColumns, ...postColumns, ...incidentColumns].map(({ name }) => name));
    const text = code.map(({ source }) => source.join('')).join('\n');
    const named = [...text.matchAll(/\b(?:[it]\.(\w+)|sum\((\w+)\)|avg\((\w+)\)|DISTINCT (\w+))/g)].flatMap((match) =>
      match.slice(1).filter((name) => name !== undefined && name.length > 1),
    );
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((name) => !columns.has(name))).toEqual([]);
  });

  it.skipIf(missing)(`runs from top to bottom${missing && `: skipped, ${missing}`}`, async () => {
    const cells = code.filter(({ metadata }) => !metadata.tags?.includes('picture'));
    const program = [
      ...cells.map(({ source }) => source.join('')),
      'import json',
      'told = {"observed": int(quarters["observed"].sum()), "incidents": list(incidents["id"])}',
      'told["symptoms"] = {row.symptom: int(row.people) for row in symptoms.itertuples()}',
      'told["model"] = dict(zip(made_with["key"], made_with["value"]))["outcry.model"]',
      'print(json.dumps(told))',
    ].join('\n');
    const told = JSON.parse(execFileSync(python, ['-c', program], { cwd: folder }).toString()) as unknown;
    expect(told).toEqual({ ...(await expectedFigures()), model: 'kind@1' });
  });
});
