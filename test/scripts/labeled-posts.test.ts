import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readLabeledPosts } from '../../scripts/places/labeled-posts.ts';
import { scorePosts } from '../../scripts/places/score-posts.ts';

function fileOf(text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'posts-')), 'some.tsv');
  writeFileSync(file, text);
  return file;
}

describe('labeled posts', () => {
  it('are read with states, states elsewhere and city', () => {
    const posts = readLabeledPosts(
      fileOf('// heading\nout in Ely\tMN/NV\t-\tEly\nflying to Reno\t-\tNV\n\nhello\t-\n'),
    );
    expect(posts.map(({ states, elsewhere, city }) => [states, elsewhere, city])).toEqual([
      [['MN', 'NV'], [], 'Ely'],
      [[], ['NV'], ''],
      [[], [], ''],
    ]);
  });

  it('are refused with file and line where a label is none', () => {
    expect(() => readLabeledPosts(fileOf('a\tTX\nb\tTexas\n'))).toThrow(/some\.tsv:2: .*write "TX"/);
    expect(() => readLabeledPosts(fileOf('no label\n'))).toThrow(/some\.tsv:1/);
  });

  it('are scored by what was found, right and named at all', () => {
    const posts = readLabeledPosts(fileOf('a\tTX\nb\tMN/NV\nc\t-\tOH\nd\t-\ne\tCA\n'));
    expect(scorePosts(posts, ['TX', 'NV', 'OH', 'AL', null])).toEqual({
      posts: 5,
      told: 3,
      found: 2,
      said: 4,
      named: 3,
    });
  });
});
