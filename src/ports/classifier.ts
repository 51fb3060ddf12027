import type { Verdict } from '../core/words/report.ts';

/** What a classifier is asked. */
export interface ClassifierInput {
  text: string;
  lang?: string;
  /** Display name of the brand that the post is judged for. */
  brand?: string;
  fromBrand?: boolean;
}

/** Judges posts; batches are faster than single posts. Pure: the same input gives the same verdict. */
export interface Classifier {
  /** `name@version` */
  readonly model: string;
  classify(inputs: ClassifierInput[]): Verdict[];
}
