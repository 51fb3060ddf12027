import { describe, expect, it } from 'vitest';
import type { Tracked } from '../../../src/core/incident/incident-step.ts';
import { relateIncidents, type SharedSituation } from '../../../src/core/incident/shared-failure.ts';
import type { Incident } from '../../../src/core/words/incident.ts';
import { incidentOf, noon } from '../../support/alerts.ts';
import { brandPack } from '../../support/fake-service.ts';

const packs = [
  ...['a', 'b', 'c', 'd'].map((id) => brandPack({ id, name: id.toUpperCase(), dependencies: ['cloud'] })),
  ...['e', 'f'].map((id) => brandPack({ id, name: id.toUpperCase(), dependencies: ['cards'] })),
  brandPack({ id: 'cloud', name: 'Cloud', role: 'provider' }),
  brandPack({ id: 'cards', name: 'Cards', role: 'provider' }),
];
const burning = (brand: string, changes: Partial<Incident> = {}): Tracked => ({
  incident: incidentOf(brand, changes),
  memory: { peak: 'probable', quietSince: null, relapses: 0 },
});
const later = (minutes: number) => {
  const at = (noon + minutes) * 60_000;
  return { onset: { at, low: at, high: at } };
};
function relateAll(open: Tracked[], changes: Partial<SharedSituation> = {}) {
  const watched = new Set(packs.map(({ id }) => id));
  return relateIncidents({ now: (noon + 9) * 60_000, open, packs, watched, parents: [], newId: 's1', ...changes });
}
function relate(open: Tracked[], current?: Tracked) {
  const { parents, children } = relateAll(open, { parents: current ? [current] : [] });
  expect(parents.length).toBeLessThan(2);
  return { parent: parents[0] ?? null, children };
}

describe('relateIncidents', () => {
  it('puts three brands that rest on one provider below one parent, with the figures of all', () => {
    const { parent, children } = relate([burning('a'), burning('b', { state: 'confirmed' }), burning('c')]);
    expect(parent!.incident).toMatchObject({ state: 'confirmed', brand: 'shared', evidence: { observed: 27 } });
    expect(parent!.incident.below!.map(({ name }) => name)).toEqual(['A', 'B', 'C']);
    expect(parent!.incident.attribution.reasons).toEqual([
      '3 of 4 watched brands that rest on Cloud are in trouble since about the same time',
    ]);
    expect(children.map(({ incident, transitions }) => [incident.parent, transitions[0]!.change!.kind])).toEqual([
      ...[
        ['s1', 'joined'],
        ['s1', 'joined'],
        ['s1', 'joined'],
      ],
    ]);
  });

  it('needs two when the provider burns itself, and takes it below too', () => {
    expect(relate([burning('a'), burning('b')]).parent).toBeNull();
    const { parent } = relate([burning('a'), burning('b'), burning('cloud')]);
    expect(parent!.incident.below!.map(({ brand }) => brand)).toEqual(['a', 'b', 'cloud']);
    expect(parent!.incident.attribution.reasons[0]).toContain('and it is itself');
  });

  it.each([
    ['began far apart', [burning('a'), burning('b'), burning('c', later(60))]],
    ['share no provider', [burning('a'), burning('b'), burning('e')]],
    ['are recovering', [burning('a'), burning('b'), burning('c', { state: 'recovering' })]],
  ])('finds nothing in troubles that %s', (_why, open) => {
    expect(relate(open)).toEqual({ parent: null, children: [] });
  });

  it('takes in who comes later, says nothing while nothing changes, and is over when all are', () => {
    const three = [burning('a'), burning('b'), burning('c')];
    const first = relate(three);
    const current = { incident: first.parent!.incident, memory: first.parent!.memory };
    const below = first.children.map(({ incident, memory }) => ({ incident, memory }));
    expect(relate(below, current)).toEqual({ parent: null, children: [] });
    const { parent, children } = relate([...below, burning('d', later(20))], current);
    expect(parent!.incident).toMatchObject({ revision: 2, below: [{}, {}, {}, { brand: 'd' }] });
    expect(children.map(({ incident }) => incident.brand)).toEqual(['d']);
    expect(relate([], current).parent!.incident).toMatchObject({ state: 'closed', below: [{}, {}, {}] });
  });

  it('gives a failure of other brands at another time a parent of its own, beside the one that goes on', () => {
    const first = relate([burning('a'), burning('b'), burning('cloud')]);
    const current = { incident: first.parent!.incident, memory: first.parent!.memory };
    const below = first.children.map(({ incident, memory }) => ({
      incident: { ...incident, state: 'recovering' as const },
      memory,
    }));
    const second = [burning('e', later(300)), burning('f', later(301)), burning('cards', later(302))];
    const { parents, children } = relateAll([...below, ...second], { parents: [current], newId: 's2' });
    expect(
      parents.map(({ incident }) => [incident.id, incident.state, incident.below!.map(({ brand }) => brand)]),
    ).toEqual([
      ['s1', 'recovering', ['a', 'b', 'cloud']],
      ['s2', 'probable', ['e', 'f', 'cards']],
    ]);
    expect(parents[0]!.incident.attribution.reasons.join()).not.toContain('Cards');
    expect(parents[1]!.incident.onset.at).toBe(later(300).onset.at);
    expect(children.map(({ incident }) => [incident.brand, incident.parent])).toEqual([
      ['e', 's2'],
      ['f', 's2'],
      ['cards', 's2'],
    ]);
  });

  it('lets what burns again after its parent is over stand for itself', () => {
    const { children, parent } = relate([burning('a', { parent: 'gone' })]);
    expect(parent).toBeNull();
    expect(children[0]!.incident.parent).toBeUndefined();
    expect(children[0]!.transitions[0]!.change).toMatchObject({ kind: 'left', other: 'gone' });
  });
});
