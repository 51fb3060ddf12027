/** Daily and weekly shape of talk in America (mean 1): quiet at 9 UTC, busiest at 23 UTC, a little more at weekends. */
export function quietShape(atMs: number): number {
  const date = new Date(atMs);
  const hour = date.getUTCHours() + date.getUTCMinutes() / 60;
  const weekend = date.getUTCDay() === 0 || date.getUTCDay() === 6;
  return (1 + 0.75 * Math.cos(((hour - 22) / 24) * 2 * Math.PI)) * (weekend ? 1.15 : 0.94);
}
