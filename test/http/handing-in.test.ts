import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findProof, proofBits } from '../../src/core/text/proof-of-work.ts';
import type { IntakeAnswer } from '../../src/http/access-schemas.ts';
import { intakeAnswer } from '../../src/http/access-schemas.ts';
import { bodyLines } from '../../src/http/body-lines.ts';
import type { Challenge, Proof } from '../../src/http/report-admission.ts';
import type { Database } from '../../src/ports/database.ts';
import { openTestDatabase } from '../support/database.ts';
import { asOfAt } from './seed.ts';
import { startServer, type TestServer } from './server.ts';

let database: Database;
let server: TestServer;

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  server = await startServer(database);
});
afterEach(() => server.close());

const post = (id: string, more: object = {}) => ({
  id,
  author: `author of ${id}`,
  text: 'walmart app is down',
  createdAt: '2026-11-03T14:59:00Z',
  ...more,
});

async function intake(
  body: BodyInit,
  type = 'application/x-ndjson',
): Promise<{ status: number; body: IntakeAnswer & { code?: string; detail?: string } }> {
  const response = await server.get('/api/v1/intake', { method: 'POST', headers: { 'Content-Type': type }, body });
  return { status: response.status, body: (await response.json()) as IntakeAnswer };
}

describe('intake', () => {
  it('takes NDJSON and answers every line', async () => {
    const lines = [post('1'), post('2', { aboutBrand: 'walmart', geo: { lat: 32.7, lon: -96.8 } })];
    const { status, body } = await intake(`${lines.map((line) => JSON.stringify(line)).join('\n')}\n`);
    expect(status).toBe(200);
    expect(intakeAnswer.strict().parse(body)).toEqual({
      accepted: 2,
      rejected: 0,
      items: [
        { line: 1, id: '1', accepted: true },
        { line: 2, id: '2', accepted: true },
      ],
    });
    expect(server.submitted).toHaveLength(2);
    expect(server.submitted[0]).toMatchObject({
      id: 'intake:1',
      source: 'intake',
      nativeId: '1',
      createdAt: Date.parse('2026-11-03T14:59:00Z'),
    });
    expect(server.submitted[1]).toMatchObject({ aboutBrand: 'walmart', geo: { lat: 32.7, lon: -96.8 } });
  });

  it('knows whose account an author is, where a post says that a brand speaks', async () => {
    const before = server.submitted.length;
    const own = { author: '@WalmartHelp', text: 'We are aware of an issue' };
    await intake(JSON.stringify([post('own', { ...own, fromBrand: true }), post('not', own)]), 'application/json');
    expect(server.submitted.slice(before).map(({ speaksFor }) => speaksFor)).toEqual([['walmart'], undefined]);
  });

  it('takes a JSON array or a single post', async () => {
    expect((await intake(JSON.stringify([post('1'), post('2')]), 'application/json')).body.accepted).toBe(2);
    expect((await intake(JSON.stringify(post('3')), 'application/json')).body.accepted).toBe(1);
  });

  it('keeps the good rest and names line, field and remedy of each bad one', async () => {
    const body = [
      JSON.stringify(post('1')),
      '{"id": "2", "author": ',
      '',
      JSON.stringify({ ...post('4'), createdAt: 'yesterday' }),
      JSON.stringify(post('5', { aboutBrand: 'nobody' })),
      '[]',
      'null',
      JSON.stringify(post('8', { geo: { lat: 91, lon: 0 } })),
      JSON.stringify(post('9')),
    ].join('\r\n');
    const answer = await intake(body);
    expect(answer.status).toBe(207);
    expect(answer.body.items.filter(({ accepted }) => accepted).map(({ line }) => line)).toEqual([1, 9]);
    const errors = Object.fromEntries(
      answer.body.items.filter(({ error }) => error).map(({ line, error }) => [line, error!]),
    );
    expect(Object.keys(errors)).toEqual(['2', '4', '5', '6', '7', '8']);
    expect(errors[2]!.code).toBe('malformed-json');
    expect(errors[4]).toMatchObject({ code: 'invalid-post', message: expect.stringContaining('createdAt') });
    expect(errors[5]!.code).toBe('brand-unknown');
    expect(errors[8]!.message).toContain('geo.lat');
    expect(server.submitted.map(({ nativeId }) => nativeId)).toEqual(['1', '9']);
  });

  it('skips a line over 1 MB and goes on', async () => {
    const answer = await intake(
      `${JSON.stringify(post('1', { text: 'x'.repeat(1_100_000) }))}\n${JSON.stringify(post('2'))}`,
    );
    expect(answer.status).toBe(207);
    expect(answer.body.items.map(({ line, accepted, error }) => [line, accepted, error?.code])).toEqual([
      [1, false, 'line-too-long'],
      [2, true, undefined],
    ]);
  });

  it('makes hostile text harmless to store, and keeps its words', async () => {
    const text = '=cmd|x \u0000\u001b[31m<script>\u202e \ud800 end';
    await intake(JSON.stringify(post('1', { text })));
    const stored = server.submitted[0]!.text;
    expect(stored).not.toMatch(/[\u0000\u001b]/);
    expect(Buffer.from(stored).toString()).toBe(stored);
    expect(stored).toContain('<script>');
  });

  it('hands long bodies on in batches, nothing lost', async () => {
    const lines = Array.from({ length: 3_000 }, (_, i) => JSON.stringify(post(String(i))));
    expect((await intake(lines.join('\n'))).body.accepted).toBe(3_000);
    expect(new Set(server.submitted.map(({ id }) => id)).size).toBe(3_000);
  });

  it('says so when nothing could be accepted, was sent or is read here', async () => {
    expect(await intake('{}\n')).toMatchObject({
      status: 422,
      body: { code: 'nothing-accepted', rejected: 1, accepted: 0 },
    });
    expect(await intake('')).toMatchObject({ status: 400, body: { code: 'malformed-body' } });
    expect(await intake('[1', 'application/json')).toMatchObject({ status: 400, body: { code: 'malformed-body' } });
    expect(await intake('a,b', 'text/csv')).toMatchObject({ status: 415, body: { code: 'media-type' } });
    expect(await intake(`[${' '.repeat(17_000_000)}]`, 'application/json')).toMatchObject({
      status: 413,
      body: { code: 'body-too-large' },
    });
  });

  it('passes the store’s refusals on, and its faults as unavailable', async () => {
    await server.close();
    server = await startServer(database, {
      submit: async (posts) =>
        posts.map(({ nativeId }) =>
          nativeId === '1' ? { accepted: true } : { accepted: false, code: 'too-old', message: 'older than 90 days' },
        ),
    });
    const answer = await intake([post('1'), post('2')].map((line) => JSON.stringify(line)).join('\n'));
    expect(answer.body.items[1]).toEqual({
      line: 2,
      id: '2',
      accepted: false,
      error: { code: 'too-old', message: 'older than 90 days' },
    });
  });

  it('asks to come again when the store takes nothing now', async () => {
    await server.close();
    server = await startServer(database, {
      submit: async (posts) => posts.map(() => ({ accepted: false, code: 'store-busy', message: 'too many' })),
    });
    const answer = await intake(JSON.stringify(post('1')));
    expect(answer).toMatchObject({ status: 503, body: { code: 'unavailable' } });
  });
});

describe('bodyLines', () => {
  const read = async (...chunks: (string | Buffer)[]) => {
    async function* body() {
      for (const chunk of chunks) yield Buffer.from(chunk as string);
    }
    const lines: [number, string | null][] = [];
    for await (const { line, text } of bodyLines(body(), 10)) lines.push([line, text]);
    return lines;
  };

  it('joins chunks, also within a character', async () => {
    const bytes = Buffer.from('añb\nc');
    expect(await read(bytes.subarray(0, 2), bytes.subarray(2))).toEqual([
      [1, 'añb'],
      [2, 'c'],
    ]);
  });

  it('counts empty lines and needs no last line end', async () => {
    expect(await read('a\n\r\nb\n')).toEqual([
      [1, 'a'],
      [2, ''],
      [3, 'b'],
    ]);
    expect(await read('')).toEqual([]);
  });

  it('skips long lines wherever they are cut', async () => {
    const long = 'x'.repeat(25);
    expect(await read(`a\n${long}\nb`)).toEqual([
      [1, 'a'],
      [2, null],
      [3, 'b'],
    ]);
    expect(await read('a\nxxxxxxxx', 'xxxxxxxx', 'xxxxxxxxx\nb\n', long)).toEqual([
      [1, 'a'],
      [2, null],
      [3, 'b'],
      [4, null],
    ]);
  });
});

function proofOf({ challenge, bits }: Challenge): Proof {
  return { challenge, nonce: findProof(challenge, bits, { from: 0, tries: 1e7 })! };
}

describe('the report form', () => {
  const challenge = async () => (await (await server.get('/api/v1/report-challenge')).json()) as Challenge;
  const send = (body: unknown, brand = 'walmart', headers: Record<string, string> = {}) =>
    server.get(`/api/v1/brands/${brand}/reports`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });

  it('becomes a post about the brand, with what was chosen and without the address', async () => {
    const response = await send({
      symptoms: ['login'],
      surfaces: ['web'],
      place: 'Plano, TX',
      text: 'no \u0000way in',
      lang: 'en',
    });
    expect(response.status).toBe(202);
    expect(response.headers.get('set-cookie')).toBeNull();
    const [made] = server.submitted;
    expect(made).toMatchObject({
      source: 'form',
      aboutBrand: 'walmart',
      profileLocation: 'Plano, TX',
      stated: { kind: 'current', symptoms: ['login'], surfaces: ['web'] },
    });
    expect(made!.id).toBe(`form:${((await response.json()) as { id: string }).id}`);
    expect(JSON.stringify(made)).not.toContain('127.0.0.1');
    expect(made!.text).not.toContain('\u0000');
  });

  it('knows "fixed for me" and needs nothing but the tap', async () => {
    expect((await send({ kind: 'resolved' })).status).toBe(202);
    expect((await send({})).status).toBe(202);
    expect(server.submitted.map(({ stated }) => stated?.kind)).toEqual(['resolved', 'current']);
    expect(new Set(server.submitted.map(({ author }) => author)).size).toBe(1);
    expect(new Set(server.submitted.map(({ id }) => id)).size).toBe(2);
  });

  it('refuses what it can’t use', async () => {
    for (const body of [
      { symptoms: ['everything'] },
      { kind: 'maybe' },
      { text: 'x'.repeat(2_001) },
      { admin: true },
      [],
    ])
      expect((await send(body)).status).toBe(400);
    expect((await send({}, 'nobody')).status).toBe(404);
    expect((await send({}, 'walmart', { 'Content-Type': 'text/plain' })).status).toBe(415);
    expect((await send({}, 'walmart', { Origin: 'https://evil.example' })).status).toBe(403);
    expect(server.submitted).toEqual([]);
  });

  it('takes a dozen from one address without a proof, and says what the next one takes', async () => {
    for (let i = 0; i < 12; i++) expect((await send({})).status).toBe(202);
    const refused = await send({});
    expect(refused.status).toBe(428);
    const problem = (await refused.json()) as Challenge & { code: string };
    expect(problem).toMatchObject({ code: 'proof-required', bits: 13 });
    expect((await send({ proof: proofOf(problem) })).status).toBe(202);
    expect(server.submitted).toHaveLength(13);
    server.setClock(asOfAt + 11 * 60_000);
    expect((await send({})).status).toBe(202);
  });

  it('takes 60 people behind one address at the first price, and more at a growing one', async () => {
    const prices: number[] = [];
    for (let i = 0; i < 110; i++) {
      const asked = await challenge();
      prices.push(asked.bits);
      expect((await send({ proof: proofOf(asked) })).status).toBe(202);
    }
    expect(prices.slice(0, 60)).toEqual(Array.from({ length: 60 }, () => 13));
    expect([prices[60], prices[99], prices[100]]).toEqual([14, 14, 15]);
    // One address is one voice, however much it pays.
    expect(new Set(server.submitted.map(({ author }) => author)).size).toBe(1);
  });

  it('takes no proof twice, none of its own making, none that is too old or too cheap', async () => {
    const asked = await challenge();
    const proof = proofOf(asked);
    expect((await send({ proof })).status).toBe(202);
    expect((await send({ proof })).status).toBe(428);
    const made = { ...asked, challenge: `${asked.challenge.slice(0, -1)}${asked.challenge.endsWith('A') ? 'B' : 'A'}` };
    expect((await send({ proof: proofOf(made) })).status).toBe(428);
    const cheap = await challenge();
    const wrong = [0, 1, 2, 3].find((nonce) => proofBits(cheap.challenge, nonce) < cheap.bits)!;
    expect((await send({ proof: { challenge: cheap.challenge, nonce: wrong } })).status).toBe(428);
    const old = proofOf(await challenge());
    server.setClock(asOfAt + 62 * 60_000);
    expect((await send({ proof: old })).status).toBe(428);
    expect(server.submitted).toHaveLength(1);
  });
});
