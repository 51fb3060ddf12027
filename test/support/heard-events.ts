import { createEvents, type Events } from '../../src/observability/events.ts';
import { createLogger } from '../../src/observability/logger.ts';
import { createMetrics } from '../../src/observability/metrics.ts';

export interface HeardEvents {
  events: Events;
  /** Log lines so far, parsed. */
  lines(): Record<string, unknown>[];
}

/** The program's real events; their log goes to memory. */
export function hearEvents(): HeardEvents {
  const written: string[] = [];
  const destination = { write: (line: string) => void written.push(line) };
  return {
    events: createEvents(createLogger({ level: 'debug', destination }), createMetrics({ ofProcess: false })),
    lines: () => written.map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}
