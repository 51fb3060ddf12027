import type { AreaRow } from '../../http/schemas.ts';

/** Upper ends of observed / expected; the last step is open. */
const steps = [1.5, 3, 6, 12];
export const stepWords = ['as expected', '1.5 to 3×', '3 to 6×', '6 to 12×', 'over 12×'];

/** Class that an area is colored by. One without figures is not one without trouble, and looks different. */
export function stepOf(row: AreaRow | undefined): string {
  if (!row || row.suppressed || !row.observed) return 'none';
  if (row.relative === null) return 'unjudged';
  const step = steps.findIndex((end) => row.relative! < end);
  return `step-${step < 0 ? 5 : step + 1}`;
}
