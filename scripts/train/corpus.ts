import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Kind, kinds } from '../../src/core/words/report.ts';
import { type SurfaceId, surfaceIds } from '../../src/core/words/surface.ts';
import { type SymptomId, symptomIds } from '../../src/core/words/symptom.ts';

/** One labelled post of the corpus. `group` names posts that must stay on one side of the split. */
export interface Example {
  text: string;
  lang: string;
  report: Kind;
  symptoms: SymptomId[];
  surfaces: SurfaceId[];
  brand: string | null;
  fromBrand: boolean;
  industry: string;
  group: string;
  /** `file:line`, for messages. */
  where: string;
}

export interface CorpusFault {
  where: string;
  message: string;
}

export const corpusFolder = resolve(import.meta.dirname, '../../data/corpus');
/** Posts of hands that never saw the corpus, for measuring alone: no training sees them. */
export const strangersFolder = resolve(import.meta.dirname, '../../data/corpus-test');
/** Neighbours in a file were written together, often as a contrast pair: they share a group. */
const linesPerGroup = 10;

/** Reads every *.ndjson of the corpus. Bad lines are returned as faults; the good rest is kept. */
export function readCorpus(folder = corpusFolder): { examples: Example[]; faults: CorpusFault[] } {
  const examples: Example[] = [];
  const faults: CorpusFault[] = [];
  const files = existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.ndjson'))
        .sort()
    : [];
  for (const file of files) {
    for (const [index, line] of readFileSync(resolve(folder, file), 'utf8').split('\n').entries()) {
      if (line.trim() === '') continue;
      const where = `${file}:${index + 1}`;
      const read = readLine(line);
      if (typeof read === 'string') faults.push({ where, message: read });
      else examples.push({ ...read, where, group: `${file}#${Math.floor(index / linesPerGroup)}` });
    }
  }
  return { examples, faults };
}

type Fields = Omit<Example, 'where' | 'group'>;

function readLine(line: string): Fields | string {
  let value: Record<string, unknown>;
  try {
    value = JSON.parse(line) as Record<string, unknown>;
  } catch (error) {
    return `not JSON (${(error as Error).message})`;
  }
  const { text, lang, report, symptoms, surfaces, brand = null, fromBrand = false, industry } = value;
  if (typeof text !== 'string' || text.trim() === '') return 'text is missing';
  if (typeof lang !== 'string') return 'lang is missing';
  if (!kinds.includes(report as Kind)) return `report "${String(report)}" is none of ${kinds.join(', ')}`;
  const unknown = unknownOf(symptoms, symptomIds) ?? unknownOf(surfaces, surfaceIds);
  if (unknown !== null) return `"${unknown}" is no known symptom or surface`;
  const labels = { symptoms: symptoms as SymptomId[], surfaces: surfaces as SurfaceId[] };
  const isProblem = report === 'current' || report === 'resolved' || report === 'ack';
  if (!isProblem && labels.symptoms.length > 0) return `a "${String(report)}" post has no symptoms`;
  if (isProblem && labels.symptoms.length === 0)
    return `a "${String(report)}" post needs a symptom ("other" if unspecified)`;
  if (brand !== null && typeof brand !== 'string') return 'brand is neither text nor null';
  return {
    text,
    lang,
    report: report as Kind,
    ...labels,
    brand,
    fromBrand: fromBrand === true,
    industry: String(industry ?? 'other'),
  };
}

function unknownOf(value: unknown, known: readonly string[]): string | null {
  if (!Array.isArray(value)) return String(value);
  const wrong = value.find((item) => !known.includes(item as string));
  return wrong === undefined ? null : String(wrong);
}
