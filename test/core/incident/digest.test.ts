import { describe, expect, it } from 'vitest';
import { type DigestBrand, type DigestFacts, digestNote } from '../../../src/core/incident/digest.ts';
import { testIncident } from '../../http/seed.ts';
import { brandPack } from '../../support/fake-service.ts';

const to = Date.parse('2026-11-04T14:00:00Z');
const from = to - 86_400_000;
const packs = new Map([
  ['walmart', brandPack({ id: 'walmart', name: 'Walmart' })],
  ['target', brandPack({ id: 'target', name: 'Target' })],
]);
const calm = (id: string): DigestBrand => ({
  ...{ id, reports: 41, expected: 43.2, reportsBefore: 39, incidents: [], missed: 0 },
  judged: { true: 0, 'false-alarm': 0, unsure: 0 },
});
const facts = (changes: Partial<DigestFacts> = {}): DigestFacts => ({
  ...{ from, to, brands: [calm('walmart'), calm('target')], shared: [], sources: [], undelivered: 0 },
  ...changes,
});
const note = (changes: Partial<DigestFacts> = {}) =>
  digestNote(facts(changes), { packs, zone: 'America/Chicago', link: 'https://outcry.example.org/' });
const onset = { at: to - 7_200_000, low: to - 7_200_000, high: to - 7_200_000 };
const closed = testIncident({
  ...{ state: 'closed', onset, detectedAt: onset.at + 240_000, closedAt: onset.at + 3_000_000 },
  official: { firstWordAt: onset.at + 720_000, firstWordUrl: null, allClearAt: null },
});

describe('digestNote', () => {
  it('says in which zone and span nothing happened, brand by brand', () => {
    const { title, text } = note();
    expect(title).toBe('Outcry digest: no incidents');
    expect(text).toContain('Tue, Nov 3, 8:00 AM CST to Wed, Nov 4, 8:00 AM CST');
    expect(text).toContain('Walmart: 41 (43 expected)');
    expect(text.endsWith('https://outcry.example.org/')).toBe(true);
  });

  it('tells of an incident its delay, length, verdict, who took it on and the brand’s own word', () => {
    const walmart = {
      ...calm('walmart'),
      incidents: [{ incident: closed, verdict: 'true' as const, takenOnBy: 'Ana' }],
    };
    const { title, sections } = note({ brands: [walmart, calm('target')] });
    expect(title).toBe('Outcry digest: 1 incident');
    const [, first, quiet] = sections;
    expect(first!.heading).toBe('Walmart');
    expect(first!.lines[1]).toContain(
      'Seen 4 minutes after its onset; lasted 50 minutes; taken on by Ana; judged real; the brand’s own word: first 12 minutes after the onset.',
    );
    expect(quiet!.lines).toEqual(['Target: 41 (43 expected)']);
  });

  it('counts what is open, compares delays, and tells verdicts and missed outages of the span', () => {
    const open = testIncident({ id: 'inc-2', onset, detectedAt: onset.at + 600_000 });
    const incidents = [closed, open].map((incident) => ({ incident, verdict: null, takenOnBy: null }));
    const judged = { true: 1, 'false-alarm': 2, unsure: 0 };
    const { title, text } = note({ brands: [{ ...calm('walmart'), incidents, judged, missed: 1 }] });
    expect(title).toBe('Outcry digest: 2 incidents, 1 still open');
    expect(text).toContain('open for 2 hours (confirmed); nobody took it on; not judged yet');
    expect(text).toContain('Seen after the onset: 4 minutes in the middle, 10 minutes at most.');
    expect(text).toContain('Verdicts given: 1 real, 2 false alarm.');
    expect(text).toContain('no incident was raised for: 1.');
  });

  it('never lets a silent source read as calm', () => {
    const well = { id: 'rss', state: 'ok', message: '', gapMinutes: 0 };
    const ill = { id: 'bluesky', state: 'failing', message: 'answered 503', gapMinutes: 180 };
    const { sections } = note({ sources: [well, ill, { ...well, id: 'x', gapMinutes: 30 }], undelivered: 3 });
    expect(sections.at(-1)!.lines).toEqual([
      '1 of 3 were read without a gap.',
      'bluesky: failing, not read for 3 hours (answered 503)',
      'x: ok, not read for 30 minutes',
      'Messages that could not be delivered: 3.',
    ]);
  });
});
