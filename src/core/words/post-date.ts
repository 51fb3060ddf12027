/** The web is younger, and what is read in the next century is not read by this program. */
const earliestMs = Date.UTC(1990, 0);
const latestMs = Date.UTC(2100, 0);

/** Whether an instant (epoch ms) may be the date of a post at all, whatever a clock says: year 1 and 9999 stand for "none" or "never". */
export function isPostDate(atMs: number): boolean {
  return atMs >= earliestMs && atMs < latestMs;
}
