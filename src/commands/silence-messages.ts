import type { Silence } from '../core/words/hold.ts';
import { writeAudit } from '../store/audit.ts';
import { insertSilence } from '../store/holds.ts';
import type { Acting } from './acting.ts';

/** Holds messages back from now until a silence expires. */
export async function silenceMessages(
  { database, clock, actor }: Acting,
  { minutes, ...wanted }: Omit<Silence, 'id' | 'startsAt' | 'expiresAt'> & { minutes: number },
): Promise<Silence> {
  return database.transaction(async (tx) => {
    const startsAt = clock.now();
    const silence = { ...wanted, startsAt, expiresAt: startsAt + minutes * 60_000 };
    const id = await insertSilence(tx, { ...silence, createdAt: startsAt, actor });
    await writeAudit(tx, { at: startsAt, actor, action: 'messages-silenced', detail: { id, ...silence } });
    return { id, ...silence };
  });
}
