import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { command } from '../../src/cli/classify.ts';
import { kinds } from '../../src/core/words/report.ts';

async function classify(input: string, argv: string[] = []) {
  const out: string[] = [];
  const err: string[] = [];
  const into = (list: string[]) =>
    new Writable({
      write(chunk, _, done) {
        list.push(String(chunk));
        done();
      },
    });
  const status = await command.run(argv, {
    stdin: Readable.from([input]),
    stdout: into(out),
    stderr: into(err),
    env: {},
    cwd: tmpdir(),
    signal: new AbortController().signal,
  });
  const text = out.join('');
  return {
    status,
    text,
    answers: text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line)),
    messages: err.join(''),
  };
}

const post = (id: unknown, text: unknown, more: object = {}) => JSON.stringify({ id, text, ...more });

describe('outcry classify', () => {
  it('answers in order with kind, scores, symptoms and surfaces', async () => {
    const { status, answers } = await classify(
      [
        post('a', 'the app keeps crashing every time I open it, since this morning', { brand: 'Lumaplay' }),
        post('b', 'we had a lovely dinner with the kids, happy birthday grandma!'),
        post(3, 'no puedo entrar a mi cuenta, la app no funciona'),
      ].join('\n'),
    );
    expect(status).toBe(0);
    expect(answers.map((answer) => answer.id)).toEqual(['a', 'b', 3]);
    expect(answers.map((answer) => answer.lang)).toEqual(['en', 'en', 'es']);
    expect(answers.map((answer) => answer.report)).toEqual(['current', 'none', 'current']);
    expect(answers[0].symptoms.map((symptom: { id: string }) => symptom.id)).toContain('crash');
    expect(answers[1].symptoms).toEqual([]);
    for (const { scores } of answers) {
      expect(Object.keys(scores)).toEqual([...kinds]);
      expect(Object.values<number>(scores).reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 9);
    }
  });

  it('answers bad lines in their place and goes on', async () => {
    const lines = [post(1, 'site down?'), '{oops', post(2, 42), '[]', '{"text":"no id"}', '', post(3, 'thanks!')];
    const { status, answers, messages } = await classify(lines.join('\n'));
    expect(status).toBe(1);
    expect(answers.map((answer) => answer.id ?? [answer.line, answer.error.code])).toEqual([
      1,
      [2, 'invalid_json'],
      [3, 'invalid_post'],
      [4, 'invalid_post'],
      [5, 'invalid_post'],
      3,
    ]);
    expect(messages).toContain('4 of 7 lines');
  });

  it('declines openly where it does not read the language', async () => {
    const { answers } = await classify(post(1, 'die App geht nicht und ich kann mich nicht anmelden'));
    expect(answers[0]).toMatchObject({ lang: 'de', report: 'none', symptoms: [], abstained: true });
    expect(answers[0].scores.none).toBeLessThan(0.6);
  });

  it('gives the same bytes however the input is cut into batches', async () => {
    const lines = Array.from({ length: 1200 }, (_, i) =>
      post(i, i % 3 === 0 ? 'checkout fails with error 500' : `lovely day ${i}`),
    );
    const { text } = await classify(lines.join('\n'));
    const single = await Promise.all([0, 1, 599, 1199].map((i) => classify(lines[i]!)));
    const answers = text.trimEnd().split('\n');
    expect(answers).toHaveLength(1200);
    for (const [n, i] of [0, 1, 599, 1199].entries()) expect(single[n]!.text.trimEnd()).toBe(answers[i]);
  });

  it.each([
    ['an empty text', ''],
    ['lone surrogates and control characters', '\uD83D down\u0000 \u202E again'],
    ['a very long text', 'not working '.repeat(20_000)],
    ['emoji alone', '😡😡😡'],
  ])('survives %s', async (_, text) => {
    const { status, answers } = await classify(post(1, text));
    expect(status).toBe(0);
    expect(kinds).toContain(answers[0].report);
  });

  it('reads and writes files', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'outcry-classify-'));
    writeFileSync(join(folder, 'in.ndjson'), `${post(1, 'is it down?')}\r\n${post(2, 'hello')}\r\n`);
    const { status } = await classify('', ['--in', join(folder, 'in.ndjson'), '--out', join(folder, 'out.ndjson')]);
    expect(status).toBe(0);
    expect(existsSync(join(folder, 'out.ndjson'))).toBe(true);
    expect(readFileSync(join(folder, 'out.ndjson'), 'utf8').trimEnd().split('\n')).toHaveLength(2);
  });

  it.each([
    ['a missing input file', ['--in', '/nowhere/at/all.ndjson'], /--in: can't read .*: there is no file/],
    ['an unknown model', ['--model', 'nobody@9'], /no model "nobody@9"/],
    ['an unknown option', ['--wrong'], /Unknown option/],
  ])('refuses %s', async (_, argv, message) => {
    await expect(classify('', argv)).rejects.toThrow(message);
  });
});
