import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { CliIo } from '../../src/cli/command.ts';
import { checkLine, checkSource } from '../../src/cli/source-check.ts';
import { checkAll, command } from '../../src/cli/sources.ts';
import { type Source, SourceError, type SourcePage } from '../../src/ports/source.ts';

const clock = { now: () => 0 };
const signal = new AbortController().signal;
const page = (fields: Partial<SourcePage> = {}): SourcePage => ({
  posts: [],
  cursor: '',
  more: false,
  malformed: [],
  ...fields,
});

function source(id: string, answer: () => SourcePage, more: Partial<Source> = {}): Source {
  return { id, kind: 'fake', fetchSince: async () => answer(), close: async () => {}, ...more };
}

const failing = source('down', () => {
  throw new SourceError('unreachable', "example.org can't be reached");
});

function io(): CliIo & { text(): string } {
  const stdout = new PassThrough();
  return {
    stdin: new PassThrough(),
    stdout,
    stderr: new PassThrough(),
    env: {},
    cwd: '/',
    signal,
    text: () => String(stdout.read() ?? ''),
  };
}

describe('outcry sources check', () => {
  it('tells what came', async () => {
    const post = { id: 'a:1', source: 'a', nativeId: '1', author: 'x', text: 't', createdAt: 0 };
    const good = source('a', () => page({ posts: [post], malformed: [{ where: 'item 2', message: 'no text' }] }));
    expect(await checkSource(good, { clock, signal })).toMatchObject({
      state: 'ok',
      posts: 1,
      malformed: 1,
      message: 'item 2: no text',
    });
  });

  it('tells fault and remedy', async () => {
    const check = await checkSource(failing, { clock, signal });
    expect(check).toMatchObject({
      state: 'failing',
      message: expect.stringMatching(/can't be reached \(unreachable\): check the network/),
    });
    expect(checkLine(check)).toMatch(/^down +failing +0 ms {2}0 posts\n {2}example\.org/);
  });

  it.each([
    [source('a', () => page({ notices: [{ kind: 'sampled', where: 'q', message: 'half' }] })), 'limited'],
    [
      source('a', () =>
        page({
          notices: [
            { kind: 'sampled', where: 'q', message: 'half' },
            { kind: 'failing', where: 'r', message: 'no' },
          ],
        }),
      ),
      'failing',
    ],
    [source('a', () => page(), { idle: 'nothing to ask' }), 'idle'],
  ])('tells a limited, half failing or idle source apart (%#)', async (one, state) => {
    expect((await checkSource(one, { clock, signal })).state).toBe(state);
  });

  it('exits 0 when all answer, 1 when some don’t, and asks them all', async () => {
    const good = source('up', () => page());
    const all = io();
    expect(await checkAll([good, failing, source('last', () => page())], all, JSON.stringify)).toBe(1);
    expect(
      all
        .text()
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).id),
    ).toEqual(['up', 'down', 'last']);
    expect(await checkAll([good], io(), checkLine)).toBe(0);
  });

  it('lists every kind with its settings and no secret’s value', async () => {
    const out = io();
    expect(await command.run(['list'], out)).toBe(0);
    const text = out.text();
    for (const word of ['bluesky', 'x (needs an account)', 'bearerToken', 'Default: "https://hn.algolia.com"'])
      expect(text).toContain(word);
  });

  it.each([[[]], [['tell']], [['check', 'more']]])('refuses the arguments %j', async (argv) => {
    await expect(command.run(argv, io())).rejects.toMatchObject({ name: 'UsageError' });
  });
});
