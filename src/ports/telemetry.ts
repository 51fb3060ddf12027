import type { TelemetrySample } from '../core/incident/telemetry-stretches.ts';

/** What a query gave: the worst value of its series at each step, in order of time; steps without data are missing. */
export interface TelemetryAnswer {
  samples: TelemetrySample[];
  /** What the server warned of; empty when nothing. */
  warning: string;
}

/** Where the brand's own measurements are kept. */
export interface TelemetryReader {
  /** Values of from < t ≤ to, each speaking of the `stepMs` before it. Throws SourceError alone. */
  read(
    query: { text: string; badWhen: 'below' | 'above' },
    range: { from: number; to: number; stepMs: number },
    signal: AbortSignal,
  ): Promise<TelemetryAnswer>;
  close(): void;
}
