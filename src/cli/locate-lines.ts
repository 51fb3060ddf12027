import type { Gazetteer } from '../core/geo/gazetteer.ts';
import { type PlaceEvidence, resolvePlace } from '../core/geo/resolve-place.ts';

/** Longest line that is read, UTF-16 units; a longer one is answered as an error. */
export const maxLineLength = 4 * 1024 * 1024;

/** Lines of a stream, the last one with or without a line feed; a line that is too long comes as null. Memory stays bounded. */
export async function* linesOf(input: AsyncIterable<string | Buffer>): AsyncGenerator<string | null> {
  const decoder = new TextDecoder();
  let rest = '';
  let dropping = false;
  for await (const chunk of input) {
    const pieces = (rest + (typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true }))).split('\n');
    rest = pieces.pop() ?? '';
    for (const piece of pieces) {
      yield dropping || piece.length > maxLineLength ? null : piece;
      dropping = false;
    }
    if (rest.length > maxLineLength) {
      dropping = true;
      rest = '';
    }
  }
  rest += decoder.decode();
  if (dropping) yield null;
  else if (rest !== '') yield rest;
}

/** The answer to one line, and whether the line was good. `line` counts from 1. */
export function answerLine(gazetteer: Gazetteer, text: string | null, line: number): { json: string; good: boolean } {
  if (text === null) return bad(line, 'line-too-long', `the line is longer than ${maxLineLength} characters: split it`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return bad(line, 'not-json', `not JSON: ${(error as Error).message}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return bad(line, 'not-object', 'give an object with id and profile, text or geo');
  const { id, profile, text: post, geo } = value as Record<string, unknown>;
  if (typeof id !== 'string' && typeof id !== 'number')
    return bad(line, 'bad-field', 'id must be a string or a number');
  const fault = fieldFault({ profile, text: post, geo });
  if (fault) return bad(line, 'bad-field', fault);
  const evidence = { profile: profile ?? undefined, text: post ?? undefined, geo: geo ?? undefined } as PlaceEvidence;
  return { json: JSON.stringify({ id, place: resolvePlace(gazetteer, evidence) }), good: true };
}

function bad(line: number, code: string, message: string): { json: string; good: boolean } {
  return { json: JSON.stringify({ line, error: { code, message } }), good: false };
}

/** What is wrong with the fields, in words; null when nothing is. Absent and null are alike. */
function fieldFault({ profile, text, geo }: Record<'profile' | 'text' | 'geo', unknown>): string | null {
  if (!isAbsent(profile) && typeof profile !== 'string') return 'profile must be a string';
  if (!isAbsent(text) && typeof text !== 'string') return 'text must be a string';
  if (isAbsent(geo)) return null;
  const { lat, lon } = geo as { lat?: unknown; lon?: unknown };
  if (typeof lat !== 'number' || !(Math.abs(lat) <= 90)) return 'geo.lat must be a number of degrees from -90 to 90';
  if (typeof lon !== 'number' || !(Math.abs(lon) <= 180)) return 'geo.lon must be a number of degrees from -180 to 180';
  return null;
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}
