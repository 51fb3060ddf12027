/**
 * Of the mentions beyond the expected ones, the share that are current reports, 0..1:
 * (reports − expected reports) / (mentions − expected mentions). Near 1 when something is broken, near 0 when people joke
 * or share news. With no more mentions than expected but more reports it is 1; without an excess of reports it is 0.
 */
export function excessShare(
  reports: { observed: number; expected: number },
  mentions: { observed: number; expected: number },
): number {
  const excessReports = reports.observed - reports.expected;
  if (excessReports <= 0) return 0;
  const excessMentions = Math.max(mentions.observed - mentions.expected, excessReports);
  return excessReports / excessMentions;
}
