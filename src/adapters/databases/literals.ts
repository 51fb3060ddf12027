import { DatabaseError } from '../../ports/database.ts';

/** A statement with its parameters written into it: COPY, as all utility statements, takes none beside it. */
export function withLiterals(sql: string, parameters: readonly unknown[]): string {
  return sql.replace(/\$(\d+)/g, (_, number: string) => literal(parameters[Number(number) - 1]));
}

function literal(value: unknown): string {
  if (value === null) return 'NULL';
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number' && Number.isFinite(value)) return `(${value})`;
  if (typeof value !== 'string' || value.includes('\u0000'))
    throw new DatabaseError('invalid', `COPY takes text, numbers, booleans and null, not ${typeof value}`);
  // With E both marks mean the same, however the server is set.
  return `E'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}
