import type { Gazetteer, UsPlace } from '../../src/core/geo/gazetteer.ts';
import type { Random } from '../../src/core/stats/random.ts';

/** Somebody who posts. */
export interface Person {
  id: string;
  profileLocation: string | undefined;
  state: string;
}

const jokes = [
  'somewhere over the rainbow',
  'in my head',
  'Earth',
  'the internet',
  'your mom’s house',
  'here and there',
  'she/her',
  'bed',
];

/** People spread over the country like its population. Six in ten say where they are, in the ways people do. */
export function makePeople(gazetteer: Gazetteer, { count, random }: { count: number; random: Random }): Person[] {
  const towns = gazetteer.places.all().filter(({ partOf, population }) => partOf === null && population > 0);
  const cumulative: number[] = [];
  let total = 0;
  for (const { population } of towns) {
    total += population;
    cumulative.push(total);
  }
  return Array.from({ length: count }, (_, index) => {
    const town = towns[firstAbove(cumulative, random() * total)]!;
    return { id: `u${index}`, profileLocation: describe(gazetteer, town, random), state: town.state };
  });
}

function describe(gazetteer: Gazetteer, { name, state }: UsPlace, random: Random): string | undefined {
  const stateName = gazetteer.states.get(state)?.name ?? state;
  const draw = random();
  if (draw < 0.3) return undefined;
  if (draw < 0.4) return jokes[Math.floor(random() * jokes.length)];
  if (draw < 0.75) return `${name}, ${state}`;
  if (draw < 0.85) return stateName;
  return draw < 0.95 ? `${name}, ${stateName}` : name;
}

function firstAbove(cumulative: number[], value: number): number {
  let low = 0;
  let high = cumulative.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cumulative[middle]! > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
