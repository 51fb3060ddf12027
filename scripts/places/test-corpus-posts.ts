import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LabeledPost, readLabeledPosts } from './labeled-posts.ts';

/** All posts of data/corpus-test with the places that `labels` (file:line instead of the text) tells of them. */
export function testCorpusPosts(corpus: string, labels: string): LabeledPost[] {
  const told = new Map(readLabeledPosts(labels).map((post) => [post.text, post]));
  const posts = readdirSync(corpus)
    .sort()
    .flatMap((file) =>
      readFileSync(join(corpus, file), 'utf8')
        .split('\n')
        .flatMap((json, i): LabeledPost[] => {
          if (json === '') return [];
          const { text } = JSON.parse(json) as { text: string };
          const where = `${file.replace('.ndjson', '')}:${i + 1}`;
          const known = told.get(where);
          told.delete(where);
          return [{ states: [], elsewhere: [], city: '', ...known, text, file, line: i + 1 }];
        }),
    );
  if (told.size > 0) throw new RangeError(`${labels}: no post ${[...told.keys()].join(', ')} in ${corpus}`);
  return posts;
}
