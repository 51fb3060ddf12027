import type { Post } from '../../src/core/words/post.ts';
import { type Source, SourceError, type SourceErrorKind, type SourcePage } from '../../src/ports/source.ts';

/** One answer of a scripted source: a page (`more` when another follows at once) or a fault. */
export type Answer = (Partial<SourcePage> & { posts: Post[] }) | { fault: SourceErrorKind; retryAt?: number };

export interface ScriptedSource extends Source {
  /** Cursors that were asked with, in order. */
  asked: (string | null)[];
  /** What it answers next, in order; after that, empty pages. */
  answers: Answer[];
}

/** A source that gives what a test says; its cursor counts the pages given. */
export function scriptedSource(id: string, answers: Answer[] = []): ScriptedSource {
  const source: ScriptedSource = {
    id,
    kind: 'scripted',
    asked: [],
    answers,
    async fetchSince(cursor) {
      source.asked.push(cursor);
      const answer = source.answers.shift() ?? { posts: [] };
      if ('fault' in answer) {
        throw new SourceError(answer.fault, `it is ${answer.fault}`, { retryAt: answer.retryAt ?? null });
      }
      return { cursor: String(Number(cursor ?? 0) + 1), more: false, malformed: [], ...answer };
    },
    close: async () => {},
  };
  return source;
}
