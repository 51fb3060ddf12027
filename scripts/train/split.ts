import type { Example } from './corpus.ts';

/** Share of groups that no training ever sees: the frozen own test set. */
const testShare = 0.06;

/** Position of a group in [0, 1): FNV-1a of its name, so that a group keeps its side when the corpus grows. */
export function positionOf(group: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < group.length; i++) hash = Math.imul(hash ^ group.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return ((hash ^ (hash >>> 16)) >>> 0) / 4294967296;
}

/** Examples to train on and examples to test on, group by group. */
export function splitTest(examples: Example[]): { train: Example[]; test: Example[] } {
  const isTest = (example: Example) => positionOf(example.group) < testShare;
  return { train: examples.filter((example) => !isTest(example)), test: examples.filter(isTest) };
}

/**
 * Number of the fold (0 … folds - 1) that an example is held out in: whole files, which were written in one sitting about
 * one field, so that a fold's posts are as strange to its network as we can make them.
 */
export function foldOf(example: Example, folds: number): number {
  return Math.floor(positionOf(`${example.where.split(':')[0]}/fold`) * folds);
}
