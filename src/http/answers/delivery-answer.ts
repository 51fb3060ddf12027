import type { z } from 'zod';
import { isoInstant } from '../../core/words/interval.ts';
import type { Delivery } from '../../store/read/deliveries.ts';
import type { delivery } from '../setting-schemas.ts';

export function deliveryAnswer(found: Delivery & { at: number }): z.output<typeof delivery> {
  const { key, revision, channel, state, attempts, message, heldBy, reminder } = found;
  const isDigest = key.startsWith('digest:');
  return {
    ...{ key, incident: isDigest ? null : found.incidentId, revision, channel, at: isoInstant(found.at) },
    ...{ state, attempts, due: isoInstant(found.dueAt), message, heldBy, reminder },
    delivered: found.deliveredAt === null ? null : isoInstant(found.deliveredAt),
  };
}
