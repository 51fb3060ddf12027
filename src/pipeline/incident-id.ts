import { createHash } from 'node:crypto';
import { instantOf } from '../core/words/interval.ts';

/**
 * The same opening is the same incident: brand and minute, and the part if it is one, with a short hash that keeps ids unguessable
 * in length alone.
 */
export function incidentId(brand: string, minute: number, part = ''): string {
  const at = new Date(instantOf(minute)).toISOString().slice(0, 16).replace(/[-:]/g, '');
  const named = part === '' ? `${brand}|${minute}` : `${brand}|${minute}|${part}`;
  return `${brand}-${at}-${createHash('sha256').update(named).digest('hex').slice(0, 6)}`;
}
