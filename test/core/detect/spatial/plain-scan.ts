/** A scan as the definitions say it, in the plainest code: every circle, every window, no sharing of work. */
export interface PlainProblem {
  model: 'poisson' | 'bernoulli' | 'stp' | 'kull' | 'ebp';
  plane: boolean;
  points: [number, number][];
  /** Per stream `[location][interval]`. */
  cases: number[][][];
  /** Population, expected cases or controls per location. */
  people: number[];
  /** `[location][interval]` */
  baselines: number[][];
  maxShare: number;
  maxDistance: number;
  longest: number;
  retrospective: boolean;
}

export interface PlainCluster {
  members: number[];
  from: number;
  to: number;
  llr: number;
  observed: number;
  expected: number;
}

export function plainScan(problem: PlainProblem): PlainCluster[] {
  const bests = problem.points.flatMap((_, center) => {
    const zones = circlesAround(problem, center).flatMap((members) =>
      windowsOf(problem).map((window) => ratio(problem, members, window)),
    );
    const best = zones.reduce<PlainCluster | null>((a, b) => (b.llr > (a?.llr ?? 0) * (1 + 1e-9) ? b : a), null);
    return best ? [best] : [];
  });
  const clusters: PlainCluster[] = [];
  const order = (a: PlainCluster, b: PlainCluster) =>
    Number(b.llr.toPrecision(10)) - Number(a.llr.toPrecision(10)) || a.members.length - b.members.length;
  for (const best of bests.sort(order)) {
    const taken = clusters.flatMap(({ members }) => members);
    if (!best.members.some((member) => taken.includes(member))) clusters.push(best);
  }
  return clusters;
}

function distance({ plane, points }: PlainProblem, a: number, b: number): number {
  const [p, q] = [points[a]!, points[b]!];
  if (plane) return Math.hypot(p[0] - q[0], p[1] - q[1]);
  const [f, g] = [p, q].map(([lat, lon]) => [(lat * Math.PI) / 180, (lon * Math.PI) / 180] as const) as [
    readonly [number, number],
    readonly [number, number],
  ];
  const h = Math.sin((g[0] - f[0]) / 2) ** 2 + Math.cos(f[0]) * Math.cos(g[0]) * Math.sin((g[1] - f[1]) / 2) ** 2;
  return 2 * 6367 * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** Sets of places within each distance that occurs, as long as the limits hold. */
function circlesAround(problem: PlainProblem, center: number): number[][] {
  const weights = shareWeights(problem);
  const whole = sum(weights);
  const far = problem.points.map((_, i) => distance(problem, center, i));
  const reaches = [...new Set(far.map((km) => Number(km.toPrecision(9))))].sort((a, b) => a - b);
  const circles = reaches.map((reach) => [...far.keys()].filter((i) => far[i]! <= reach * (1 + 1e-8) + 1e-9));
  return circles.filter(
    (members, i) =>
      sum(members.map((m) => weights[m]!)) <= whole * problem.maxShare * (1 + 1e-12) &&
      reaches[i]! <= problem.maxDistance * (1 + 1e-9),
  );
}

function shareWeights({ model, people, baselines, cases }: PlainProblem): number[] {
  if (model === 'poisson') return people;
  if (model === 'bernoulli')
    return people.map((controls, i) => controls * cases.length + sum(cases.flatMap((c) => c[i]!)));
  if (model === 'stp') return people.map((_, i) => sum(cases.flatMap((c) => c[i]!)));
  return baselines.map((row) => sum(row));
}

function windowsOf({ cases, longest, retrospective }: PlainProblem): [number, number][] {
  const intervals = cases[0]![0]!.length;
  const windows: [number, number][] = [];
  for (let to = 0; to < intervals; to++)
    for (let from = to; from >= 0 && to - from < longest; from--)
      if (retrospective || to === intervals - 1) windows.push([from, to]);
  return windows;
}

function ratio(problem: PlainProblem, members: number[], [from, to]: [number, number]): PlainCluster {
  const cluster = { members, from, to, llr: 0, observed: 0, expected: 0 };
  let excess = 0;
  for (const stream of problem.cases) {
    const rows = (places: number[], values: number[][]) =>
      sum(places.flatMap((place) => values[place]!.slice(from, to + 1)));
    const all = [...stream.keys()];
    const c = rows(members, stream);
    const total = sum(stream.flat());
    const inWindow = rows(all, stream);
    const b = rows(members, problem.baselines);
    const bAll = rows(all, problem.baselines);
    const share = sum(members.map((m) => problem.people[m]!)) / sum(problem.people);
    const cluster1 = {
      c,
      total,
      inWindow,
      b,
      bAll,
      share,
      members,
      stream,
      length: (to - from + 1) / stream[0]!.length,
    };
    const { e, llr } = oneRatio(problem, cluster1);
    cluster.observed += c;
    cluster.expected += e;
    if (c <= e) continue;
    excess += c;
    cluster.llr += llr;
  }
  return excess >= 2 ? cluster : { ...cluster, llr: 0 };
}

interface Figures {
  c: number;
  total: number;
  inWindow: number;
  b: number;
  bAll: number;
  share: number;
  members: number[];
  stream: number[][];
  length: number;
}

function oneRatio({ model, people }: PlainProblem, figures: Figures): { e: number; llr: number } {
  const { c, total, inWindow, b, bAll, share, members, stream, length } = figures;
  const term = (x: number, y: number) => (x > 0 ? x * Math.log(x / y) : 0);
  const conditional = (e: number, whole: number) => ({ e, llr: term(c, e) + term(whole - c, whole - e) });
  if (model === 'poisson') return conditional(total * share * length, total);
  if (model === 'kull') return conditional((b * inWindow) / bAll, inWindow);
  if (model === 'ebp') return { e: b, llr: term(c, b) + b - c };
  if (model === 'stp') return conditional((sum(members.flatMap((m) => stream[m]!)) * inWindow) / total, total);
  const n = sum(members.map((m) => people[m]! + sum(stream[m]!)));
  const everybody = sum(people) + total;
  const entropy = (k: number, of: number) => term(k, of) + term(of - k, of);
  return {
    e: (n * total) / everybody,
    llr: entropy(c, n) + entropy(total - c, everybody - n) - entropy(total, everybody),
  };
}

function sum(values: number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
