import type { FetchedPost, SourceNotice, SourcePage } from '../../ports/source.ts';
import { readFrame, type StreamEvent, type StreamMark } from './jetstream-events.ts';
import { type JetstreamSocket, openJetstream, type SocketOptions } from './jetstream-socket.ts';

/** What one event means for a page; it is given out whole, because a cursor can't stand inside an event. */
export interface Finding {
  posts?: FetchedPost[];
  malformed?: SourcePage['malformed'][number];
  notice?: SourceNotice;
  goneId?: string;
  goneAuthor?: string;
}

export interface SessionOptions extends Omit<SocketOptions, 'onFrame' | 'onEnd'> {
  /** Findings held at most; beyond it the host is asked to wait. */
  maxHeld: number;
  /** Null: nothing that concerns anyone. */
  judge(event: StreamEvent): Finding | null;
}

interface Held {
  mark: StreamMark;
  finding: Finding;
}

/** A stream under way and what it brought: findings stay until they are acknowledged, so that a page can be asked for again. */
export interface JetstreamSession {
  /** Earliest findings not acknowledged, at most `limit`, and the mark behind them. */
  peek(limit: number): { findings: Finding[]; mark: StreamMark; more: boolean };
  /** Forgets the findings given out last. */
  acknowledge(): void;
  /** Resolves when something is held, the stream has ended, `waitMs` have passed or the signal aborts. */
  wait(waitMs: number, signal: AbortSignal): Promise<void>;
  /** Why the stream is over; null while it runs. */
  readonly ended: string | null;
  readonly heardAt: number;
  close(): void;
}

export async function startSession(options: SessionOptions, signal: AbortSignal): Promise<JetstreamSession> {
  const held: Held[] = [];
  let given = 0;
  let ended: string | null = null;
  let heardAt = options.now();
  let paused = false;
  let wake = () => {};
  let socket: JetstreamSocket | null = null;

  const hold = (one: Held) => {
    held.push(one);
    if (!paused && held.length >= options.maxHeld) {
      paused = true;
      socket?.pause();
    }
    wake();
  };
  const end = (reason: string) => {
    ended ??= reason;
    wake();
  };
  const reading = createReading(options, { hold, end });
  const onFrame = (text: string) => {
    if (ended !== null) return;
    heardAt = options.now();
    reading.take(text);
    if (ended !== null) socket?.close();
  };
  socket = await openJetstream({ ...options, onFrame, onEnd: () => end('the host closed the stream') }, signal);
  if (paused) socket.pause();

  return {
    get ended() {
      return ended;
    },
    get heardAt() {
      return heardAt;
    },
    peek(limit) {
      given = Math.min(limit, held.length);
      const more = held.length > given;
      // Events that brought nothing are passed as well, once everything before them is given out.
      const mark = more ? held[given - 1]!.mark : reading.head();
      return { findings: held.slice(0, given).map(({ finding }) => finding), mark, more };
    },
    acknowledge() {
      held.splice(0, given);
      given = 0;
      if (!paused || held.length > options.maxHeld / 2) return;
      paused = false;
      socket.resume();
    },
    wait: (waitMs, until) =>
      held.length > 0 || ended !== null ? Promise.resolve() : pause(waitMs, until, (resume) => (wake = resume)),
    close() {
      ended ??= 'it was closed here';
      socket.close();
    },
  };
}

interface Sink {
  hold(one: Held): void;
  end(reason: string): void;
}

/**
 * Makes findings of frames. Unreadable events wait for the next readable one: if none comes, their shape has changed, and the cursor
 * must not have passed them.
 */
function createReading(options: SessionOptions, { hold, end }: Sink): { take(text: string): void; head(): StreamMark } {
  const { host } = new URL(options.endpoint);
  const { from } = options;
  const doubtful: Held[] = [];
  let head: StreamMark = from;
  const doubt = (mark: StreamMark, message: string) => {
    const where = `${host}, event ${mark.seq ?? mark.timeUs}`;
    doubtful.push({ mark, finding: { malformed: { where, message } } });
    if (doubtful.length >= mostDoubtful) end(`none of the last ${mostDoubtful} events can be read: ${message}`);
  };
  const take = (text: string) => {
    const read = readFrame(text);
    if ('fault' in read) return end(read.fault);
    if ('notice' in read)
      return hold({ mark: head, finding: { notice: { kind: 'gap', where: host, message: read.notice } } });
    const { seq = null, timeUs } = 'event' in read ? read.event : read;
    if (timeUs !== undefined && isKnown(seq, timeUs, from, host)) return;
    const mark = timeUs === undefined ? head : { host, seq, timeUs };
    if ('malformed' in read) return doubt(mark, read.malformed);
    const missed = head === from ? missedSince(from, read.event.timeUs, host) : null;
    for (const one of doubtful.splice(0)) hold(one);
    head = mark;
    if (missed) hold({ mark, finding: { notice: missed } });
    const finding = options.judge(read.event);
    if (finding) hold({ mark, finding });
  };
  return { take, head: () => head };
}

/** The network's other writers never pause for this many events. */
const mostDoubtful = 100;

/** The network writes many posts a second: a first event this much later means that the host couldn't go back further. */
const longestLullUs = 600_000_000;

/** Hosts that are asked for a time they no longer keep begin later without a word. */
function missedSince(from: StreamMark, timeUs: number, host: string): SourceNotice | null {
  const isExact = from.host === host && from.seq !== null;
  if (from.host === '' || isExact || timeUs - from.timeUs < longestLullUs) return null;
  const message = 'the host keeps no events of this time any more';
  return { kind: 'gap', where: host, message, fromAt: from.timeUs / 1_000, toAt: timeUs / 1_000 };
}

/** Until it is woken, the time has passed or the signal aborts. */
function pause(waitMs: number, until: AbortSignal, onWakeable: (wake: () => void) => void): Promise<void> {
  if (until.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(done, waitMs);
    function done() {
      clearTimeout(timer);
      until.removeEventListener('abort', done);
      onWakeable(() => {});
      resolve();
    }
    onWakeable(done);
    until.addEventListener('abort', done);
  });
}

/** Streams begin at the mark itself, so that its own event comes once more. */
function isKnown(seq: number | null, timeUs: number, from: StreamMark, host: string): boolean {
  if (from.host !== host) return false;
  return seq !== null && from.seq !== null ? seq <= from.seq : timeUs <= from.timeUs;
}
