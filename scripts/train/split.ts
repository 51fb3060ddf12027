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

/** Whose hand a text is from: the first part of its file's name. */
export function handOf(example: Example): string {
  return example.where.split('-')[0]!;
}

const foldCount = 3;

/**
 * The hands in the corpus, dealt out to folds. Each fold is held out once: a stranger's way of writing is the nearest that
 * our own text comes to the shift from corpus to public posts, so probabilities learned on it are not too sure of themselves.
 */
export function foldsOf(examples: Example[]): string[][] {
  const hands = [...new Set(examples.map(handOf))].sort();
  return Array.from({ length: foldCount }, (_, fold) => hands.filter((_, n) => n % foldCount === fold));
}
