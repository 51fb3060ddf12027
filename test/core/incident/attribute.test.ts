import { describe, expect, it } from 'vitest';
import { type AttributionInput, attribute } from '../../../src/core/incident/attribute.ts';
import { incidentOf, noon } from '../../support/alerts.ts';
import { brandPack } from '../../support/fake-service.ts';

const pack = brandPack({ peers: ['southgale', 'eastmark'], dependencies: ['cloudbank'] });

function judge(changes: Partial<AttributionInput> = {}) {
  return attribute({
    pack,
    onsetAt: noon * 60_000,
    others: [],
    watched: new Set(['northwind', 'southgale', 'eastmark', 'cloudbank']),
    surfaces: [],
    symptoms: [],
    ...changes,
  });
}

const onsetAfter = (minutes: number) => {
  const at = (noon + minutes) * 60_000;
  return { onset: { at, low: at, high: at } };
};

describe('attribute', () => {
  it('is internal while the peers are calm, and names them and the surfaces', () => {
    const surfaces = [
      { id: 'web', observed: 4 },
      { id: 'app', observed: 2 },
      { id: 'unknown', observed: 9 },
    ];
    expect(judge({ surfaces })).toEqual({
      kind: 'internal',
      reasons: ['peers are calm: southgale, eastmark', 'several surfaces fail together: web, app'],
    });
  });

  it('is external when a provider that the brand rests on is in trouble', () => {
    const { kind, reasons } = judge({ others: [incidentOf('cloudbank', onsetAfter(-10))] });
    expect(kind).toBe('external');
    expect(reasons).toEqual(['cloudbank, which Northwind rests on, is in trouble since about the same time']);
  });

  it('needs two peers in trouble: one may have its own', () => {
    expect(judge({ others: [incidentOf('southgale')] })).toEqual({
      kind: 'internal',
      reasons: ['peers are calm: eastmark'],
    });
    expect(judge({ others: [incidentOf('southgale'), incidentOf('eastmark')] }).kind).toBe('external');
  });

  it.each([
    ['began more than three quarters of an hour apart', incidentOf('cloudbank', onsetAfter(-46))],
    ['is recovering', incidentOf('cloudbank', { state: 'recovering' })],
    ['is no provider of the brand', incidentOf('otherbank')],
    ['is the brand’s own', incidentOf('northwind')],
  ])('takes no notice of trouble that %s', (_why, other) => {
    expect(judge({ others: [other] }).kind).toBe('internal');
  });

  it('is external when people name their connection', () => {
    const symptoms = [
      { id: 'connectivity', observed: 6 },
      { id: 'login', observed: 4 },
    ];
    expect(judge({ symptoms })).toEqual({
      kind: 'external',
      reasons: ['60 % of the reports name the connection, not the brand’s own service'.replace('’', "'")],
    });
    expect(judge({ symptoms, pack: { ...pack, role: 'provider' } }).kind).toBe('internal');
  });

  it('says that it doesn’t know when no peer is watched', () => {
    expect(judge({ watched: new Set(['northwind']) })).toEqual({
      kind: 'unknown',
      reasons: ['no peer is watched that could serve as a control'],
    });
  });
});
