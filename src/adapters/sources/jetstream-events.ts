import { z } from 'zod';
import { describeFaults } from '../../ports/external-post.ts';
import { isoInstant, said } from './items.ts';

/** Where an event stands in a stream. `seq` counts on one host alone; `timeUs` (epoch µs) means about the same on all. */
export interface StreamMark {
  host: string;
  seq: number | null;
  timeUs: number;
}

export type StreamEvent = { seq: number | null; timeUs: number } & (
  | { kind: 'written'; did: string; rkey: string; changed: boolean; record: PostRecord }
  | { kind: 'erased'; did: string; rkey: string }
  | { kind: 'account-gone'; did: string }
  | { kind: 'other' }
);

export type ReadFrame =
  | { event: StreamEvent }
  | { malformed: string; seq?: number | null; timeUs?: number }
  | { notice: string }
  | { fault: string };

const postRecord = z.object({
  text: z.string(),
  createdAt: z.string(),
  langs: z.array(z.string()).optional().catch(undefined),
});
export type PostRecord = z.output<typeof postRecord>;

const postCollection = 'app.bsky.feed.post';
const commitFields = {
  operation: said,
  collection: said,
  rkey: said,
  record: z.unknown().optional(),
};
const account = z.object({ active: z.boolean(), status: z.string().nullish() });
/** Whose posts nobody sees any more; other states are the network's own troubles. */
const goneStates = new Set(['deleted', 'takendown', 'suspended', 'deactivated']);

const place = { did: said, seq: z.number().int(), time: isoInstant, witnessedAt: isoInstant.optional() };
const commit = z.object({ ...place, ...commitFields });
const accountChange = z.object({ ...place, account });
const anywhere = z.object(place);
const frame = z.union([
  z.object({ $type: z.literal('message'), payload: z.looseObject({ $type: said }) }),
  z.object({ $type: z.literal('error'), error: z.string(), message: z.string().optional() }),
]);
const info = z.object({ name: z.string(), message: z.string().optional() });

const legacyFrame = z.object({
  did: said,
  time_us: z.number().int(),
  kind: said,
  commit: z.object(commitFields).optional(),
  account: account.optional(),
});

/** One text frame of the stream, of the newer protocol or the older. Foreign data ends here. */
export function readFrame(text: string): ReadFrame {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { malformed: 'it is not JSON' };
  }
  const isNewer = typeof json === 'object' && json !== null && '$type' in json;
  return isNewer ? readMessage(json) : readLegacy(json);
}

function readMessage(json: unknown): ReadFrame {
  const parsed = frame.safeParse(json);
  if (!parsed.success) return { malformed: describeFaults(parsed.error) };
  if (parsed.data.$type === 'error') return { fault: `${parsed.data.error} ${parsed.data.message ?? ''}`.trim() };
  const { payload } = parsed.data;
  const at = anywhere.safeParse(payload).data;
  const mark = at && { seq: at.seq, timeUs: (at.witnessedAt ?? at.time) * 1_000 };
  switch (payload.$type.split('#')[1]) {
    case 'commit': {
      const { data, error } = commit.safeParse(payload);
      return data && mark ? ofCommit(mark, data.did, data) : { malformed: describeFaults(error!), ...mark };
    }
    case 'account': {
      const { data, error } = accountChange.safeParse(payload);
      return data && mark ? ofAccount(mark, data.did, data.account) : { malformed: describeFaults(error!), ...mark };
    }
    case 'info': {
      const { data } = info.safeParse(payload);
      return data ? { notice: `${data.name} ${data.message ?? ''}`.trim() } : { malformed: 'a notice without a name' };
    }
    default:
      return mark
        ? { event: { ...mark, kind: 'other' } }
        : { malformed: `an event of type ${payload.$type} without a place` };
  }
}

function readLegacy(json: unknown): ReadFrame {
  const parsed = legacyFrame.safeParse(json);
  if (!parsed.success) return { malformed: describeFaults(parsed.error) };
  const { did, time_us: timeUs, commit: change, account: state } = parsed.data;
  const mark = { seq: null, timeUs };
  if (change) return ofCommit(mark, did, change);
  return state ? ofAccount(mark, did, state) : { event: { ...mark, kind: 'other' } };
}

interface Change {
  operation: string;
  collection: string;
  rkey: string;
  record?: unknown;
}

function ofCommit(mark: { seq: number | null; timeUs: number }, did: string, change: Change): ReadFrame {
  const { operation, collection, rkey } = change;
  if (collection !== postCollection) return { event: { ...mark, kind: 'other' } };
  if (operation === 'delete') return { event: { ...mark, kind: 'erased', did, rkey } };
  const record = postRecord.safeParse(change.record);
  if (!record.success) return { malformed: `a post: ${describeFaults(record.error)}`, ...mark };
  return { event: { ...mark, kind: 'written', did, rkey, changed: operation === 'update', record: record.data } };
}

function ofAccount(
  mark: { seq: number | null; timeUs: number },
  did: string,
  state: z.output<typeof account>,
): ReadFrame {
  const gone = !state.active && goneStates.has(state.status ?? 'deleted');
  return { event: { ...mark, ...(gone ? { kind: 'account-gone', did } : { kind: 'other' }) } };
}
