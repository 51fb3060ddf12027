import { describe, expect, it } from 'vitest';
import { isTold, type Rung, rungs } from '../../../src/core/incident/route.ts';
import type { IncidentState } from '../../../src/core/words/incident.ts';
import { testTransition } from '../../support/fake-receiver.ts';

const told = (from: Rung, state: IncidentState, peak: Rung) =>
  isTold({ from, brands: null }, testTransition({ state }), peak);

describe('what a channel is told of', () => {
  it('is every step at or above its rung', () => {
    for (const [f, from] of rungs.entries())
      for (const [s, state] of rungs.entries())
        expect(told(from, state, 'confirmed'), `${state} from ${from}`).toBe(s >= f);
  });

  it.each(['recovering', 'closed'] as const)('is that an incident is %s if it was told of its height', (state) => {
    expect(told('confirmed', state, 'confirmed')).toBe(true);
    expect(told('confirmed', state, 'probable')).toBe(false);
    expect(told('watching', state, 'watching')).toBe(true);
  });

  it('is nothing of brands that it does not ask for', () => {
    const route = { from: 'watching', brands: ['target'] } as const;
    expect(isTold(route, testTransition(), 'confirmed')).toBe(false);
    expect(isTold(route, testTransition({ brand: 'target' }), 'confirmed')).toBe(true);
  });

  it('is only what is as severe as it asks for, and of a shared failure what concerns one of its brands', () => {
    const route = { from: 'watching', brands: ['target'], severity: 'critical' } as const;
    const below = [{ incident: 'i1', brand: 'target', name: 'Target' }];
    const step = (changes: object) =>
      isTold(route, testTransition({ brand: 'shared', below, ...changes }), 'confirmed');
    expect(step({})).toBe(true);
    expect(step({ state: 'probable' })).toBe(false);
    expect(step({ scope: 'regional' })).toBe(false);
    expect(step({ below: [{ incident: 'i2', brand: 'kroger', name: 'Kroger' }] })).toBe(false);
  });

  it('is only what has a symptom that it asks for', () => {
    const route = (symptoms: string[]) => ({ from: 'watching' as const, brands: null, symptoms });
    expect(isTold(route(['pharmacy']), testTransition(), 'confirmed')).toBe(false);
    expect(isTold(route(['pharmacy', 'checkout_payment']), testTransition(), 'confirmed')).toBe(true);
  });

  it('is nothing that is shown to be in another region', () => {
    const route = { from: 'watching', brands: null, areas: ['US-OH'] } as const;
    const texas = [{ id: 'US-TX:19100', name: 'Dallas', observed: 9, expected: 1 }];
    const ohio = [{ id: 'US-OH:17460', name: 'Cleveland', observed: 9, expected: 1 }];
    expect(isTold(route, testTransition({ scope: 'regional', areas: texas }), 'confirmed')).toBe(false);
    expect(isTold(route, testTransition({ scope: 'regional', areas: [...texas, ...ohio] }), 'confirmed')).toBe(true);
    expect(isTold(route, testTransition({ scope: 'national', areas: texas }), 'confirmed')).toBe(true);
    expect(isTold(route, testTransition({ scope: 'unknown', areas: [] }), 'confirmed')).toBe(true);
  });
});
