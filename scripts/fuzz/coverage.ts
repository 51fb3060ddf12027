import { type Profiler, Session } from 'node:inspector';

/**
 * Which blocks of code an input reaches, from V8's precise coverage (Chrome DevTools Protocol, Profiler.takePreciseCoverage): what is told
 * are blocks that no earlier input reached. Only functions that were not compiled before it began are seen by their blocks. Slow, and it
 * keeps code from being optimized: for finding inputs, not for trying many.
 */
export class Coverage {
  readonly #session = new Session();
  readonly #blocks = new Map<string, { missed: Set<string>; reached: Set<string> }>();

  readonly #counts: (url: string) => boolean;

  /** `counts`: whether the code of an address counts; whatever else the process does meanwhile must not. */
  constructor(counts: (url: string) => boolean) {
    this.#counts = counts;
    this.#session.connect();
    this.#session.post('Profiler.enable');
    this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  }

  /** Blocks that were run since the last time and never before. */
  take(): number {
    let fresh = 0;
    for (const { scriptId, url, functions } of this.#ran()) {
      if (!this.#counts(url)) continue;
      for (const { ranges } of functions) fresh += this.#note(`${scriptId}:${ranges[0]!.startOffset}`, ranges);
    }
    return fresh;
  }

  close(): void {
    this.#session.post('Profiler.stopPreciseCoverage');
    this.#session.disconnect();
  }

  /** A function's first range tells whether it ran, the others of its blocks; one that is no longer told as missed was reached. */
  #note(name: string, ranges: readonly Profiler.CoverageRange[]): number {
    if (ranges[0]!.count === 0) return 0;
    const missed = new Set(
      ranges.filter(({ count }) => count === 0).map(({ startOffset, endOffset }) => `${startOffset}-${endOffset}`),
    );
    const known = this.#blocks.get(name);
    this.#blocks.set(name, known ?? { missed, reached: new Set() });
    if (!known) return 1;
    const fresh = [...known.missed].filter((block) => !missed.has(block));
    for (const block of fresh) known.reached.add(block);
    known.missed = new Set([...known.missed, ...missed].filter((block) => !known.reached.has(block)));
    return fresh.length;
  }

  #ran(): Profiler.ScriptCoverage[] {
    let scripts: Profiler.ScriptCoverage[] = [];
    // Within one process the answer is there when the call returns.
    this.#session.post('Profiler.takePreciseCoverage', (fault, answer) => {
      if (fault) throw fault;
      scripts = answer.result;
    });
    return scripts;
  }
}
