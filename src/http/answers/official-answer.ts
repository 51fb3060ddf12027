import { officialWordOf } from '../../core/incident/official-word.ts';
import type { Incident } from '../../core/words/incident.ts';
import { isoInstant } from '../../core/words/interval.ts';
import { readOwnPosts } from '../../store/own-posts.ts';
import type { Context } from '../context.ts';
import type { OfficialWordAnswer } from '../schemas.ts';

/** What the brand itself has said since the onset, as of now. */
export async function officialAnswer(context: Context, incident: Incident): Promise<OfficialWordAnswer> {
  const pack = context.brandById.get(incident.brand);
  const now = (pack && context.clockOf ? context.clockOf(pack) : context.clock).now();
  const word = officialWordOf(await readOwnPosts(context.database, incident, now));
  const minutesTo = (at: number | null) => (at === null ? null : rounded((at - incident.onset.at) / 60_000));
  return {
    firstWordAt: word.firstWordAt === null ? null : isoInstant(word.firstWordAt),
    firstWordUrl: word.firstWordUrl !== null && /^https?:/.test(word.firstWordUrl) ? word.firstWordUrl : null,
    allClearAt: word.allClearAt === null ? null : isoInstant(word.allClearAt),
    minutesToFirstWord: minutesTo(word.firstWordAt),
    minutesToAllClear: minutesTo(word.allClearAt),
    silentMinutes: word.firstWordAt === null ? minutesTo(incident.closedAt ?? now) : null,
  };
}

function rounded(minutes: number): number {
  return Math.round(minutes * 10) / 10;
}
