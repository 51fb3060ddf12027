import type { TextExample } from './text-examples.ts';

/** A post with what a model that saw nothing of its hand says of it. */
export interface Judged {
  example: TextExample;
  state: string | null;
  probability: number;
}
