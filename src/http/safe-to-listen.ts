import type { Queryable } from '../ports/database.ts';
import { isInForce, readKeys } from '../store/keys.ts';

/** The address would let strangers act as admin. */
export class UnsafeToListenError extends Error {
  override readonly name = 'UnsafeToListenError';
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** Throws UnsafeToListenError when others could reach the address and no key is in force. */
export async function assertSafeToListen(database: Queryable, host: string): Promise<void> {
  if (isLoopback(host)) return;
  const keys = await readKeys(database);
  if (keys.some((key) => isInForce(key, Date.now()))) return;
  throw new UnsafeToListenError(
    `refusing to listen on ${host}: others could reach it and there are no API keys. Make one first ("outcry keys add --role admin --name YOU"), or listen on 127.0.0.1.`,
  );
}
