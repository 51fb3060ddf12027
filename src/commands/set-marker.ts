import type { Marker } from '../core/words/marker.ts';
import { writeAudit } from '../store/audit.ts';
import { insertMarker } from '../store/markers.ts';
import type { Acting } from './acting.ts';

/** Notes that something happened on the brand's own side: a deploy, a promotion. Without a time, now. */
export async function setMarker(
  { database, clock, actor }: Acting,
  { at, ...words }: Omit<Marker, 'id' | 'at'> & { at: number | null },
): Promise<Marker> {
  return database.transaction(async (tx) => {
    const createdAt = clock.now();
    const marker = { ...words, at: at ?? createdAt };
    const id = await insertMarker(tx, { ...marker, createdAt, actor });
    await writeAudit(tx, { at: createdAt, actor, action: 'marker-set', detail: { id, ...marker } });
    return { id, ...marker };
  });
}
