import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

/** A post with the states that a reader can tell from it. */
export interface LabeledPost {
  text: string;
  /** Either of them is right; empty where none can be told. */
  states: string[];
  /** States that are named and aren't the writer's. */
  elsewhere: string[];
  city: string;
  file: string;
  /** From 1. */
  line: number;
}

/** Lines of text, states, states elsewhere and city, with tabs between; "-" for none. Throws RangeError with file and line. */
export function readLabeledPosts(file: string): LabeledPost[] {
  const posts: LabeledPost[] = [];
  for (const [i, line] of readFileSync(file, 'utf8').split('\n').entries()) {
    if (line.trim() === '' || line.startsWith('//')) continue;
    const [text = '', states, elsewhere = '-', city = ''] = line.split('\t');
    if (states === undefined || !/^(?:-|[A-Z]{2}(?:\/[A-Z]{2})*)$/.test(states))
      throw new RangeError(`${file}:${i + 1}: the second column is no state: write "TX", "TX/OK" or "-"`);
    posts.push({ text, states: listOf(states), elsewhere: listOf(elsewhere), city, file: basename(file), line: i + 1 });
  }
  return posts;
}

function listOf(states: string): string[] {
  return states === '-' || states === '' ? [] : states.split('/');
}
