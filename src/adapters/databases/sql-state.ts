import { DatabaseError, type DatabaseErrorKind } from '../../ports/database.ts';

/** SQLSTATE classes (PostgreSQL manual, appendix A) by what a caller can do about them. */
const kindByClass: Record<string, DatabaseErrorKind> = {
  '08': 'unavailable',
  '22': 'invalid',
  '23': 'conflict',
  '40': 'conflict',
  '42': 'invalid',
  '53': 'full',
  '55': 'locked',
  '57': 'unavailable',
};

const networkCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'ETIMEDOUT', 'EPIPE', 'EHOSTUNREACH']);

/** What the driver says without a code when the connection is lost. */
const lostConnection =
  /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect)/;

/** Translates a driver's error once. `code` is an SQLSTATE or the code of a network error. */
export function databaseErrorFrom(code: string, message: string, cause: unknown): DatabaseError {
  if (networkCodes.has(code) || (code === '' && lostConnection.test(message)))
    return new DatabaseError('unavailable', message, cause);
  if (code === 'ENOSPC' || /no space left|could not extend file/i.test(message))
    return new DatabaseError('full', message, cause);
  return new DatabaseError(kindByClass[code.slice(0, 2)] ?? 'unknown', message, cause);
}
