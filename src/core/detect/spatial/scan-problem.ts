import type { ScanStream } from './scan-stream.ts';
import type { ScanWindow } from './scan-window.ts';
import type { ZoneFamily } from './zone-family.ts';

/** Everything that a scan looks at; streams share zones and windows. */
export interface ScanProblem {
  family: ZoneFamily;
  windows: ScanWindow[];
  streams: ScanStream[];
  /** Fewest cases in a cluster, all streams together (the references: 2). */
  minCases: number;
}
