import type { PageQueue } from '../../ports/page-queue.ts';
import { inProcessQueue } from './in-process.ts';
import { JetStreamQueue } from './jetstream.ts';
import { readStreamAddress } from './stream-address.ts';

/** The stream where an address is given, else this process itself. */
export function openQueue({ address, salt }: { address: string | null; salt: string }): PageQueue {
  return address === null ? inProcessQueue : new JetStreamQueue(readStreamAddress(address), salt);
}
