/**
 * Length of a slot, minutes: the grain of the time-of-week shape, the stretch in which the expected rate counts as constant, and the
 * portion in which the baseline learns.
 */
export const slotMinutes = 15;
export const slotsPerDay = 1440 / slotMinutes;
export const slotsPerWeek = 7 * slotsPerDay;

/** Slot of the week (0 … 671) that a slot number since the epoch falls into; the week begins with the epoch's Thursday, 00:00 UTC. */
export function slotOfWeek(slot: number): number {
  return ((slot % slotsPerWeek) + slotsPerWeek) % slotsPerWeek;
}
