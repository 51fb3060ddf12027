import { z } from 'zod';
import {
  type FetchedPost,
  type Source,
  SourceError,
  type SourceErrorKind,
  type SourceNotice,
  type SourcePage,
} from '../../ports/source.ts';
import { readCursor } from './items.ts';

/** One request's worth of one place that is asked (a query, hashtag, feed, app). */
export interface RotaPage<Position> {
  posts: FetchedPost[];
  position: Position;
  /** True when the same place has more right now. */
  more: boolean;
  malformed?: SourcePage['malformed'];
  notices?: SourceNotice[];
}

export interface RotaOptions<Position> {
  source: string;
  /** Places in the order in which they are asked. */
  places: readonly string[];
  position: z.ZodType<Position>;
  /** True when each place is a host of its own: the fault of one says nothing about the others. */
  independent?: boolean;
  /** One request to one place; `position` is null the first time. */
  ask(place: string, position: Position | null, signal: AbortSignal): Promise<RotaPage<Position>>;
}

/** Faults that one place alone can have; with any other fault the whole service can't be used. */
const ownFaults: SourceErrorKind[] = ['misconfigured', 'malformed', 'forbidden', 'cursor-too-old'];

/**
 * Asks several places in turn, one request a page, each with its own position; all positions together are the cursor.
 * A place that fails alone is told as a notice and keeps its position, while the others go on; when all of a round fail,
 * so does the source.
 */
export function createRota<Position>(options: RotaOptions<Position>): Pick<Source, 'fetchSince' | 'idle'> {
  const { places, source } = options;
  const schema = z.object({ turn: z.number().int().nonnegative(), at: z.record(z.string(), options.position) });
  /** Places that failed when asked last, with the reason: told with every page until they answer again. */
  const failing = new Map<string, string>();
  /** What was said of places of which only part was taken, told likewise: else the places asked after them would hide it. */
  const sampled = new Map<string, SourceNotice[]>();
  const idle = `${source} has nothing to ask for: no brand pack names queries for it, nor do its settings`;
  const fetchSince = async (cursor: string | null, signal: AbortSignal): Promise<SourcePage> => {
    if (places.length === 0) throw new SourceError('misconfigured', idle);
    const state = cursor === null ? { turn: 0, at: {} } : readCursor(cursor, schema, source);
    const turn = state.turn < places.length ? state.turn : 0;
    const place = places[turn]!;
    let page: RotaPage<Position | undefined>;
    try {
      page = await options.ask(place, state.at[place] ?? null, signal);
      failing.delete(place);
      keepSampled(place, page);
    } catch (error) {
      spare(error, place);
      page = { posts: [], more: false, position: state.at[place] };
    }
    // Places that are no longer asked keep no position.
    const kept = Object.entries({ ...state.at, [place]: page.position }).filter(
      ([name, at]) => places.includes(name) && at !== undefined,
    );
    const next = page.more ? turn : turn + 1;
    return {
      posts: page.posts,
      malformed: page.malformed ?? [],
      ...toldWith([...notSampled(page.notices), ...[...sampled.values()].flat(), ...failingNotices()]),
      more: next < places.length,
      cursor: JSON.stringify({ turn: next < places.length ? next : 0, at: Object.fromEntries(kept) }),
    };
  };
  return places.length === 0 ? { fetchSince, idle } : { fetchSince };

  function spare(error: unknown, place: string): void {
    if (!(error instanceof SourceError) || error.kind === 'aborted') throw error;
    failing.set(place, error.message);
    const alone = options.independent || ownFaults.includes(error.kind);
    if (!alone || failing.size >= places.length) throw error;
  }

  /** In the middle of a place's pages it isn't known yet whether it is taken whole. */
  function keepSampled(place: string, { notices = [], more }: Pick<RotaPage<unknown>, 'notices' | 'more'>): void {
    const told = notices.filter(({ kind }) => kind === 'sampled');
    if (told.length > 0) sampled.set(place, told);
    else if (!more) sampled.delete(place);
  }

  function failingNotices(): SourceNotice[] {
    return [...failing].map(([where, message]) => ({ kind: 'failing', where, message }));
  }
}

function notSampled(notices: SourceNotice[] = []): SourceNotice[] {
  return notices.filter(({ kind }) => kind !== 'sampled');
}

function toldWith(notices: SourceNotice[]): { notices?: SourceNotice[] } {
  return notices.length > 0 ? { notices } : {};
}
