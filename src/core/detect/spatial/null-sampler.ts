import type { Random, SeedableRandom } from '../../stats/random.ts';
import { samplePoisson } from '../../stats/sample-poisson.ts';
import { type NullDraw, roomFor } from './null-draw.ts';
import { locationSums, type ScanModel, type StreamData } from './scan-stream.ts';

/** Draws data sets under the null hypothesis, within the last `used` intervals, those that some window covers. */
export interface NullSampler {
  /** Most cases of a draw. */
  capacity: number;
  draw(generator: SeedableRandom, into: NullDraw): void;
}

/**
 * The null hypothesis of each model: Poisson: C cases fall on place and time by population (given C);
 * Bernoulli: the C cases are any C of the N people; STP: the cases swap their times (both margins given);
 * KULL: the cases of each interval fall on places by baseline (given each interval's total);
 * EBP: independent Poisson counts with the baselines as means.
 */
export function nullSampler(model: ScanModel, data: StreamData, used: number): NullSampler {
  if (model === 'poisson') return poissonGivenTotal(data, used);
  if (model === 'bernoulli')
    return withoutReplacement(data.population!, [locationSums(data).reduce((a, b) => a + b, 0)]);
  if (model === 'stp') return withoutReplacement(locationSums(data), intervalTotals(data).slice(-used));
  if (model === 'kull') return byInterval(data, used);
  return independentPoisson(data, used);
}

function poissonGivenTotal(data: StreamData, used: number): NullSampler {
  const { locations, cases } = data;
  let total = 0;
  for (let i = 0; i < cases.length; i++) total += cases[i]!;
  const pick = aliasTable(cellChances(data, used));
  return {
    capacity: total,
    draw({ random }, into) {
      into.size = 0;
      for (let i = 0; i < total; i++) {
        const cell = pick(random);
        if (cell < locations * used) put(into, Math.floor(cell / used), cell % used);
      }
    },
  };
}

/** Chance of a case per place and time in the last `used` intervals. One cell more takes what falls before and counts in no zone. */
function cellChances({ population, baselines, locations, intervals }: StreamData, used: number): Float64Array {
  const weight = (location: number, t: number) =>
    population ? population[location]! : baselines![location * intervals + t]!;
  const chances = new Float64Array(locations * used + 1);
  for (let location = 0; location < locations; location++) {
    for (let t = 0; t < intervals; t++) {
      const cell = t < intervals - used ? locations * used : location * used + t - (intervals - used);
      chances[cell]! += weight(location, t);
    }
  }
  return chances;
}

function put(into: NullDraw, location: number, time: number): void {
  into.locations[into.size] = location;
  into.times[into.size] = time;
  into.size++;
}

/** Interval t receives `sizes[t]` individuals, drawn without replacement from `stock[location]` per location. */
function withoutReplacement(stock: ArrayLike<number>, sizes: number[]): NullSampler {
  const owners: number[] = [];
  for (let location = 0; location < stock.length; location++) {
    for (let i = 0; i < stock[location]!; i++) owners.push(location);
  }
  const inOrder = Int32Array.from(owners);
  const individuals = inOrder.slice();
  const size = sizes.reduce((a, b) => a + b, 0);
  const times = Int32Array.from(sizes.flatMap((count, t) => new Array<number>(count).fill(t)));
  return {
    capacity: size,
    draw(generator, into) {
      // Restored each time, so that a draw depends on its generator alone.
      individuals.set(inOrder);
      dealOut(individuals, generator.take(size), { into: into.locations, size });
      into.times.set(times);
      into.size = size;
    },
  };
}

/** The first `size` of a shuffle: each is any of those that are left, whose place the next in turn takes. */
function dealOut(all: Int32Array, chances: Float64Array, { into, size }: { into: Int32Array; size: number }): void {
  for (let next = 0; next < size; next++) {
    const other = next + Math.floor(chances[next]! * (all.length - next));
    into[next] = all[other]!;
    all[other] = all[next]!;
  }
}

function byInterval(data: StreamData, used: number): NullSampler {
  const { locations, intervals, baselines } = data;
  const sizes = intervalTotals(data).slice(-used);
  const picks = sizes.map((_, t) => {
    const column = Float64Array.from(
      { length: locations },
      (_, i) => baselines![i * intervals + intervals - used + t]!,
    );
    return column.some((b) => b > 0) ? aliasTable(column) : null;
  });
  return {
    capacity: sizes.reduce((a, b) => a + b, 0),
    draw({ random }, into) {
      into.size = 0;
      for (let t = 0; t < used; t++) {
        const pick = picks[t];
        for (let i = 0; pick && i < sizes[t]!; i++) put(into, pick(random), t);
      }
    },
  };
}

function independentPoisson({ baselines, locations, intervals }: StreamData, used: number): NullSampler {
  const means = new Float64Array(locations * used);
  for (let i = 0; i < means.length; i++)
    means[i] = baselines![Math.floor(i / used) * intervals + intervals - used + (i % used)]!;
  const total = means.reduce((a, b) => a + b, 0);
  const pick = total > 0 ? aliasTable(means) : () => 0;
  const capacity = roomFor(total);
  return {
    capacity,
    draw({ random }, into) {
      into.size = 0;
      for (let left = Math.min(capacity, samplePoisson(total, random)); left > 0; left--) {
        const cell = pick(random);
        put(into, Math.floor(cell / used), cell % used);
      }
    },
  };
}

function intervalTotals({ locations, intervals, cases }: StreamData): number[] {
  const totals = new Array<number>(intervals).fill(0);
  for (let i = 0; i < locations * intervals; i++) totals[i % intervals]! += cases[i]!;
  return totals;
}

/**
 * Draws indexes with the given weights in constant time: Walker's alias method as in Vose (1991), "A linear algorithm
 * for generating random numbers with a given distribution". The weights' sum must be positive.
 */
function aliasTable(weights: Float64Array): (random: Random) => number {
  const n = weights.length;
  const total = weights.reduce((a, b) => a + b, 0);
  const chance = Float64Array.from(weights, (weight) => (weight * n) / total);
  const alias = Int32Array.from(weights.keys());
  const small: number[] = [];
  const large: number[] = [];
  for (let i = 0; i < n; i++) (chance[i]! < 1 ? small : large).push(i);
  while (small.length > 0 && large.length > 0) {
    const poor = small.pop()!;
    const rich = large.at(-1)!;
    alias[poor] = rich;
    chance[rich] = chance[rich]! - (1 - chance[poor]!);
    if (chance[rich]! < 1) small.push(large.pop()!);
  }
  // Rounding may leave either pile: what remains is full, except cells of weight 0, which must never be drawn.
  for (const i of [...small, ...large]) if (weights[i]! > 0) chance[i] = 1;
  return (random) => {
    const scaled = random() * n;
    const i = Math.floor(scaled);
    return scaled - i < chance[i]! ? i : alias[i]!;
  };
}
