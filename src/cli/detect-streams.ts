import {
  advanceTo,
  createDetector,
  type DetectorState,
  nextMinute,
  recurrenceIntervalMinutes,
  step,
} from '../core/detect/temporal/detector.ts';
import { noPast, type OwnPast, ownPastMinutes } from '../core/detect/temporal/own-past.ts';
import type { CountRow } from './detect-rows.ts';

const minutesPerDay = 1440;
/** Nothing is known about a stream beforehand: the belief weighs one minute and is replaced within the first hour. */
const unknownPrior = { meanPerMinute: 1, strength: 1 };

export interface StreamSettings {
  fromDay: number;
  bin: number;
  /** Counts are volumes of mentions, which surge by themselves: a score is no longer than the series' own past says. */
  mentions: boolean;
}

/** Scores of one stream after another, in the order of the rows. */
export interface StreamScorer {
  /** Takes a row; the answer is null, or why the row can't be used. */
  take(row: CountRow): string | null;
}

interface Current {
  id: string;
  state: DetectorState;
  /** Minutes by which the stream's bins lie off the multiples of the bin. */
  phase: number;
  /** First minute to be scored, in minutes less the phase. */
  from: number;
  last: number;
  /** Only kept for mentions. */
  past: OwnPast | null;
}

/** Scores rows sorted by stream and minute; `emit` gets every scored minute. One detector is held at a time. */
export function createStreamScorer(
  settings: StreamSettings,
  emit: (stream: string, minute: number, score: number) => void,
): StreamScorer {
  const { bin } = settings;
  const finished = new Set<string>();
  let current: Current | null = null;

  function begin(row: CountRow): Current {
    if (current) finished.add(current.id);
    const phase = row.minute % bin;
    const first = row.minute - phase;
    const midnight = Math.floor(row.minute / minutesPerDay) * minutesPerDay;
    const from = Math.max(first, Math.ceil((midnight + settings.fromDay * minutesPerDay - phase) / bin) * bin);
    const past = settings.mentions ? noPast() : null;
    return { id: row.stream, state: createDetector(unknownPrior, first, bin), phase, from, last: -1, past };
  }

  /** One observed bin; its score when it is to be scored. */
  function score(stream: Current, minute: number, count: number): void {
    const { state, past } = stream;
    const expected = state.current.mean;
    step(state, minute, count);
    let minutes = recurrenceIntervalMinutes(state);
    if (past) minutes = Math.min(minutes, ownPastMinutes(past, { bin: minute / bin, minutes: bin, count, expected }));
    if (minute >= stream.from) emit(stream.id, minute + stream.phase, minutes);
  }

  /** Scores the observed, empty bins before `minute`. */
  function fill(stream: Current, minute: number): void {
    const { state } = stream;
    // Empty minutes of the history needn't be stepped through one by one, unless each is a mention missed.
    if (stream.past === null && nextMinute(state) < stream.from) advanceTo(state, Math.min(minute, stream.from));
    for (let at = nextMinute(state); at < minute; at += bin) score(stream, at, 0);
  }

  function take(row: CountRow): string | null {
    if (current === null || current.id !== row.stream) {
      if (finished.has(row.stream))
        return `stream "${row.stream}" comes again after others: sort the input by stream_id, then minute_utc`;
      current = begin(row);
    }
    const stream: Current = current;
    const minute = Math.floor((row.minute - stream.phase) / bin) * bin;
    if (minute <= stream.last)
      return `minute ${row.minute} of stream "${row.stream}" doesn't come after ${stream.last + stream.phase}: sort the input by stream_id, then minute_utc, one row per ${bin === 1 ? 'minute' : `${bin} minutes`}`;
    stream.last = minute;
    if (row.count === 0 && row.observed && minute < stream.from && stream.past === null) return null;
    fill(stream, minute);
    if (row.observed) score(stream, minute, row.count);
    else {
      step(stream.state, minute, 0, { exposure: 0 });
      if (minute >= stream.from) emit(stream.id, minute + stream.phase, recurrenceIntervalMinutes(stream.state));
    }
    return null;
  }
  return { take };
}
