import {
  advanceTo,
  createDetector,
  type DetectorState,
  nextMinute,
  recurrenceIntervalMinutes,
  step,
} from '../core/detect/temporal/detector.ts';
import type { CountRow } from './detect-rows.ts';

const minutesPerDay = 1440;
/** Nothing is known about a stream beforehand: the belief weighs one minute and is replaced within the first hour. */
const unknownPrior = { meanPerMinute: 1, strength: 1 };

export interface StreamSettings {
  fromDay: number;
  bin: number;
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
    return { id: row.stream, state: createDetector(unknownPrior, first, bin), phase, from, last: -1 };
  }

  /** Scores the observed, empty bins before `minute`. */
  function fill(stream: Current, minute: number): void {
    const { state } = stream;
    if (minute <= stream.from) return;
    if (nextMinute(state) < stream.from) advanceTo(state, stream.from);
    for (let at = nextMinute(state); at < minute; at += bin) {
      step(state, at, 0);
      emit(stream.id, at + stream.phase, recurrenceIntervalMinutes(state));
    }
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
    // Empty minutes of the history needn't be stepped through one by one.
    if (row.count === 0 && row.observed && minute < stream.from) return null;
    fill(stream, minute);
    step(stream.state, minute, row.observed ? row.count : 0, row.observed ? undefined : { exposure: 0 });
    if (minute >= stream.from) emit(stream.id, minute + stream.phase, recurrenceIntervalMinutes(stream.state));
    return null;
  }
  return { take };
}
