import type { Statement } from '../core/words/statement.ts';
import { writeAudit } from '../store/audit.ts';
import { insertStatement } from '../store/statements.ts';
import type { Acting } from './acting.ts';

/** Puts a statement up for approval. Its words are the person's; nothing goes out by itself. */
export async function proposeStatement(
  { database, clock, actor }: Acting,
  incidentId: string,
  words: Pick<Statement, 'kind' | 'en' | 'es' | 'nextUpdateMinutes' | 'proposedBy'>,
): Promise<Statement> {
  return database.transaction(async (tx) => {
    const proposed = { ...words, proposedAt: clock.now() };
    const id = await insertStatement(tx, incidentId, proposed);
    const detail = { incident: incidentId, id, ...words };
    await writeAudit(tx, { at: proposed.proposedAt, actor, action: 'statement-proposed', detail });
    return { id, incidentId, ...proposed, approvedAt: null, approvedBy: null };
  });
}
