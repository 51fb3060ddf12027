/** Multiples of the expected rate that an outage may bring: steps of about 1.7. */
export const multipliers: readonly number[] = [1.5, 2.5, 4, 6.5, 11, 18, 32, 64];
/** Their prior weights, which sum to 1: no size is likelier beforehand than another. */
export const weights: readonly number[] = multipliers.map(() => 1 / multipliers.length);
