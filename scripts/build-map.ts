/**
 * Builds src/web/map/states.json: the US states in Albers USA projection as short SVG paths.
 * Run: node scripts/run.mjs build-map
 * Source: us-atlas 3 (US Census Bureau, public domain), states at 1:10,000,000, projected by d3-geo's geoAlbersUsa to 975 × 610.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { geoPath } from 'd3-geo';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';

type Point = [number, number];

/** FIPS code → postal code; the fifty states and the District of Columbia. */
const postal: Record<string, string> = Object.fromEntries(
  (
    '01AL 02AK 04AZ 05AR 06CA 08CO 09CT 10DE 11DC 12FL 13GA 15HI 16ID 17IL 18IN 19IA 20KS 21KY 22LA 23ME 24MD 25MA 26MI 27MN 28MS ' +
    '29MO 30MT 31NE 32NV 33NH 34NJ 35NM 36NY 37NC 38ND 39OH 40OK 41OR 42PA 44RI 45SC 46SD 47TN 48TX 49UT 50VT 51VA 53WA 54WV 55WI 56WY'
  )
    .split(' ')
    .map((code) => [code.slice(0, 2), code.slice(2)]),
);

/** Triangles smaller than this (square units of the 975 × 610 picture) are left out of a border. */
const smallestArea = 0.9;
/** Islands smaller than this are left out, unless they are all there is of a state. */
const smallestRing = 6;

/** Visvalingam and Whyatt (1993): drops the point whose triangle is smallest until all are large enough. Ends stay. */
function simplify(line: Point[], minimum: number): Point[] {
  const kept = [...line];
  for (;;) {
    let worst = -1;
    let smallest = minimum;
    for (let i = 1; i < kept.length - 1; i++) {
      const area = triangle(kept[i - 1]!, kept[i]!, kept[i + 1]!);
      if (area < smallest) [worst, smallest] = [i, area];
    }
    if (worst < 0) return kept;
    kept.splice(worst, 1);
  }
}

function triangle([ax, ay]: Point, [bx, by]: Point, [cx, cy]: Point): number {
  return Math.abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / 2;
}

function ringArea(ring: Point[]): number {
  return (
    Math.abs(
      ring.reduce(
        (sum, [x, y], i) => sum + x * ring[(i + 1) % ring.length]![1] - ring[(i + 1) % ring.length]![0] * y,
        0,
      ),
    ) / 2
  );
}

/** Arcs are shared by neighbors: simplifying each once keeps borders without cracks. */
function simplifyArcs(topology: Topology): Topology {
  const { scale, translate } = topology.transform!;
  const arcs = topology.arcs.map((arc) => {
    let x = 0;
    let y = 0;
    const line = arc.map((step): Point => {
      x += step[0]!;
      y += step[1]!;
      return [x * scale[0]! + translate[0]!, y * scale[1]! + translate[1]!];
    });
    const closed = line.length > 3 && line[0]![0] === line.at(-1)![0] && line[0]![1] === line.at(-1)![1];
    const short = simplify(line, smallestArea);
    return closed && short.length < 4 ? line : short;
  });
  const { transform: _, ...rest } = topology;
  return { ...rest, arcs };
}

function pathOf(rings: Point[][]): string {
  return rings
    .map((ring) => {
      const points = ring.slice(0, -1).map(([x, y]): Point => [Math.round(x * 2), Math.round(y * 2)]);
      const [first, ...others] = points;
      let [px, py] = first!;
      let path = `M${px / 2} ${py / 2}l`;
      path += others
        .map(([x, y]) => {
          const step = `${(x - px) / 2} ${(y - py) / 2}`;
          [px, py] = [x, y];
          return step;
        })
        .join(' ')
        .replaceAll(' -', '-')
        .replaceAll(/(?<=^|[ -])0\./g, '.');
      return `${path}z`;
    })
    .join('');
}

function main(): void {
  const input = new URL('../node_modules/us-atlas/states-albers-10m.json', import.meta.url);
  const topology = simplifyArcs(JSON.parse(readFileSync(input, 'utf8')) as Topology);
  const states = feature(topology, topology.objects.states as GeometryCollection<{ name: string }>).features;
  const path = geoPath();
  const out = states
    .filter((state) => postal[String(state.id)])
    .map((state) => {
      const geometry = state.geometry as { type: string; coordinates: unknown };
      const polygons = (geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates) as Point[][][];
      const rings = polygons.flat().sort((a, b) => ringArea(b) - ringArea(a));
      const [x, y] = path.centroid({ type: 'Polygon', coordinates: [rings[0]!] });
      return {
        id: `US-${postal[String(state.id)]}`,
        name: state.properties.name,
        x: Math.round(x),
        y: Math.round(y),
        area: Math.round(rings.reduce((sum, ring) => sum + ringArea(ring), 0)),
        d: pathOf(rings.filter((ring, i) => i === 0 || ringArea(ring) >= smallestRing)),
      };
    })
    .sort((a, b) => a.id.localeCompare(b.id));
  const text = `${JSON.stringify({ width: 975, height: 610, source: 'us-atlas 3 (US Census Bureau)', states: out }, null, 2)}\n`;
  writeFileSync(new URL('../src/web/map/states.json', import.meta.url), text);
  process.stdout.write(`${out.length} states, ${text.length} bytes\n`);
}

main();
