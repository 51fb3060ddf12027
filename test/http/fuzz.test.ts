import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bodyLines } from '../../src/http/body-lines.ts';
import { cursorText, placeOfCursor } from '../../src/http/cursor.ts';
import { HttpProblem } from '../../src/http/problem.ts';
import { useSeededServer } from '../support/seeded-server.ts';

const site = useSeededServer();

const names = [
  'brand',
  'from',
  'to',
  'kind',
  'symptom',
  'surface',
  'area',
  'source',
  'order',
  'limit',
  'cursor',
  'bucket',
  'tz',
  'by',
  'state',
  'active',
  'method',
];
const value = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom(
    'walmart',
    '2026-11-03',
    '9999-12-31',
    '0001-01-01',
    '*',
    'US-TX',
    '1',
    '-1',
    '1e9',
    '\u0000',
    '%',
    "' OR 1=1 --",
    '[]',
    'login',
  ),
);
const query = fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 4 });
const path = fc.constantFrom(
  'reports',
  'labels',
  'feedback',
  'clusters',
  'timeline',
  'breakdown',
  'symptom-grid',
  'areas',
  'incidents',
  'alerts',
  'incidents/x',
  'brands/x',
  'exports',
);

describe('whatever is asked', () => {
  it('is answered or refused, never a fault of the server', async () => {
    await fc.assert(
      fc.asyncProperty(path, query, async (place, parameters) => {
        const response = await site.server.get(`/api/v1/${place}?${new URLSearchParams(parameters)}`);
        await response.arrayBuffer();
        expect([200, 400, 404], `${place} ${JSON.stringify(parameters)}`).toContain(response.status);
      }),
      { seed: 20261103, numRuns: 400 },
    );
  });

  it.each([
    `incidents?cursor=${cursorText('incidents', [1e13, 'x'])}`,
    `incidents?cursor=${cursorText('incidents', [9e15, 'x'])}`,
    `incidents?cursor=${cursorText('incidents', [1, '\u0000'])}`,
    `alerts?cursor=${cursorText('alerts', [1e13, 'x'])}`,
    `reports?cursor=${cursorText('reports newest', [1e13, 'x', 'y'])}`,
    `reports?cursor=${cursorText('reports newest', [1.5, 'x', 'y'])}`,
    `reports?order=harm&cursor=${cursorText('reports harm', [1e9, -1e9, 5, 'x', 'y'])}`,
    'reports?source=%00',
    'incidents/%00',
    'incidents/%ff',
    'timeline?brand=walmart&from=9999-01-01',
    'timeline?brand=walmart&to=0001-01-01',
    'areas?brand=walmart&from=1970-01-01&to=2999-12-31',
    'breakdown?brand=walmart&by=kind&from=1970-01-01&to=2999-12-31',
  ])('%s is no fault either', async (question) => {
    const response = await site.server.get(`/api/v1/${question}`);
    expect(response.status, await response.text()).toBeLessThan(500);
  });

  it('in a body is refused in its shape', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 200 }),
        fc.constantFrom('application/json', 'application/x-ndjson'),
        async (bytes, type) => {
          const response = await site.server.get('/api/v1/intake', {
            method: 'POST',
            headers: { 'Content-Type': type },
            body: bytes as BodyInit,
          });
          const body = (await response.json()) as { code?: string; status?: number };
          expect([400, 422]).toContain(response.status);
          expect(body.status).toBe(response.status);
        },
      ),
      { seed: 4, numRuns: 150 },
    );
  });
});

describe('cursors', () => {
  it('give their place back, and nothing else passes for one', () => {
    fc.assert(
      fc.property(fc.integer(), fc.string(), (number, text) => {
        fc.pre(!/[\u0000\p{Cs}]/u.test(text));
        expect(placeOfCursor('list', ['minute', 'text'], cursorText('list', [number, text]))).toEqual([number, text]);
        expect(() => placeOfCursor('other', ['minute', 'text'], cursorText('list', [number, text]))).toThrow(
          HttpProblem,
        );
      }),
      { seed: 1 },
    );
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => placeOfCursor('list', ['minute'], text)).toThrow(HttpProblem);
      }),
      { seed: 2 },
    );
  });
});

describe('bodyLines', () => {
  it('finds the same lines however the body is cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'grapheme', maxLength: 20 })),
        fc.array(fc.nat(30), { minLength: 1 }),
        async (lines, cuts) => {
          const clean = lines.map((line) => line.replace(/[\r\n]/g, ''));
          const body = Buffer.from(clean.map((line) => `${line}\n`).join(''));
          async function* chunks() {
            let at = 0;
            for (let i = 0; at < body.length; i++) {
              const size = 1 + cuts[i % cuts.length]!;
              yield body.subarray(at, at + size);
              at += size;
            }
          }
          const found: (string | null)[] = [];
          for await (const { line, text } of bodyLines(chunks(), 1_000)) {
            found.push(text);
            expect(line).toBe(found.length);
          }
          expect(found).toEqual(clean);
        },
      ),
      { seed: 3, numRuns: 200 },
    );
  });
});
