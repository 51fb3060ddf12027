import type { FitSettings } from './fit.ts';

/** Everything that decides the outcome of a training run besides the corpus and the lexicon. */
export const settings: FitSettings = {
  features: { tableBits: 19, letterGrams: [4], wordTrigrams: false },
  loss: { smoothing: 0.05, symptomWeight: 1, surfaceWeight: 0.3 },
  dim: 24,
  hidden: 24,
  batch: 64,
  epochs: 6,
  headRate: 0.002,
  bagRate: 0.1,
  decay: 1e-5,
  dropout: 0.2,
  minCount: 6,
  counterfactuals: 0.1,
  seed: 7,
};

/** Networks that are trained apart, with seeds in a row, and joined. */
export const members = 3;
export const modelName = 'reports';
