/** Multiples of the expected rate that an outage may bring (geometric grid) and their prior weights, which sum to 1. */
export const multipliers: readonly number[] = [1.7, 2.4, 3.4, 4.8, 7, 10, 15, 24, 40, 64];
export const weights: readonly number[] = multipliers.map(() => 1 / multipliers.length);
