/** Length of a slot, the grain at which the time-of-week shape is learned, minutes. */
export const slotMinutes = 30;
export const slotsPerDay = 1440 / slotMinutes;
export const slotsPerWeek = 7 * slotsPerDay;
/** Length of a piece: within it the expected rate counts as constant, minutes. Divides a slot. */
export const pieceMinutes = 10;

/** Slot of the week (0 … 335) that a slot number since the epoch falls into; the week begins with the epoch's Thursday, 00:00 UTC. */
export function slotOfWeek(slot: number): number {
  return ((slot % slotsPerWeek) + slotsPerWeek) % slotsPerWeek;
}
