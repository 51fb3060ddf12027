import { describe, expect, it } from 'vitest';
import { batchScan } from '../../../../src/core/detect/spatial/batch-scan.ts';
import { scanInput } from '../../../../src/core/detect/spatial/scan-input.ts';
import { type ReferenceCluster, referenceCases, requestOf } from './reference-scan.ts';

const references = referenceCases();

/** The references print six decimals. */
const printed = 1e-6;

describe.skipIf(references.length === 0)(
  'reference results (skipped where ../shared/bench/scan/cases.json is absent)',
  () => {
    it.each(references.map((reference) => [reference.case, reference] as const))('%s', (_, reference) => {
      const { files, settings } = requestOf(reference);
      const input = scanInput(files);
      if ('faults' in input) throw new Error(input.faults.join('\n'));
      const answer = batchScan(input, settings);
      const found = reference.clusters.map((wanted) => {
        const cluster = answer.clusters.find(
          ({ ids, llr }) => sameMembers(ids, wanted, settings.temporal) && Math.abs(llr - wanted.llr) <= printed,
        );
        return (
          cluster && {
            llr: cluster.llr,
            p: cluster.p,
            from: cluster.from,
            to: cluster.to,
            wanted,
            cluster,
          }
        );
      });
      expect(reference.clusters.filter((_cluster, i) => !found[i])).toEqual([]);
      const llrs = answer.clusters.slice(0, reference.clusters.length).map(({ llr }) => llr);
      llrs.forEach((llr, i) => {
        expect(Math.abs(llr - reference.clusters[i]!.llr)).toBeLessThanOrEqual(printed);
      });
      for (const { cluster, wanted } of found.flatMap((item) => item ?? [])) {
        const [least, most] = wanted.p_accept_range_999_reps;
        expect(cluster.p).toBeGreaterThanOrEqual(least);
        expect(cluster.p).toBeLessThanOrEqual(most);
        if (wanted.observed !== undefined) expect(cluster.observed).toBe(wanted.observed);
        if (wanted.expected !== undefined)
          expect(Math.abs(cluster.expected - wanted.expected)).toBeLessThanOrEqual(0.0051);
        if (wanted.relative_risk !== undefined)
          expect(Math.abs(cluster.relativeRisk! - wanted.relative_risk)).toBeLessThanOrEqual(0.0051);
        if (wanted.radius_km !== undefined && cluster.center === wanted.center)
          expect(Math.abs(cluster.radiusKm! - wanted.radius_km)).toBeLessThanOrEqual(0.0051);
        if (cluster.from !== null) expect([cluster.from, cluster.to]).toEqual([wanted.start, wanted.end]);
      }
      expect(Math.abs(answer.null!.mean - reference.null_max_llr.mean)).toBeLessThan(0.15);
      expect(Math.abs(answer.null!.sd - reference.null_max_llr.sd)).toBeLessThan(0.12);
    });
  },
);

function sameMembers(ids: string[], wanted: ReferenceCluster, temporal: boolean): boolean {
  return temporal || [...ids].sort().join() === [...wanted.location_ids].sort().join();
}
