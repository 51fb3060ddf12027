import type { FitSettings } from './fit.ts';

/** Everything that decides the outcome of a training run besides the corpus and the lexicon. */
export const settings: FitSettings = {
  features: { tableBits: 17, letterGrams: [4], wordTrigrams: false },
  loss: { smoothing: 0.05, symptomWeight: 1, surfaceWeight: 0.3 },
  dim: 32,
  hidden: 32,
  batch: 64,
  epochs: 6,
  headRate: 0.002,
  bagRate: 0.1,
  decay: 1e-5,
  dropout: 0.2,
  bagDecay: 0,
  minCount: 8,
  counterfactuals: 0.1,
  seed: 7,
};

export const modelName = 'reports';
