/** Borders of the states as arcs shared between neighbors (TopoJSON: Bostock 2012), decoded to degrees. */
export interface StateBorders {
  states: readonly { state: string; box: Box; rings: Float64Array[] }[];
}

/** West, south, east, north. */
type Box = [number, number, number, number];

interface Topology {
  transform: { scale: [number, number]; translate: [number, number] };
  /** Each arc a list of quantized points, every one but the first as a difference. */
  arcs: [number, number][][];
  states: { state: string; polygons: number[][][] }[];
}

/** Reads the topology; throws SyntaxError when the text is no JSON. */
export function readStateBorders(json: string): StateBorders {
  const topology = JSON.parse(json) as Topology;
  const arcs = topology.arcs.map((arc) => decodeArc(arc, topology.transform));
  return {
    states: topology.states.map(({ state, polygons }) => {
      const rings = polygons.flatMap((polygon) => polygon.map((ring) => joinArcs(ring, arcs)));
      return { state, box: boxOf(rings), rings };
    }),
  };
}

/** State in which a point lies, by the even–odd rule; null outside of all (the shore is simplified to about 1 km). */
export function stateAt(borders: StateBorders, lat: number, lon: number): string | null {
  for (const { state, box, rings } of borders.states) {
    if (lon < box[0] || lat < box[1] || lon > box[2] || lat > box[3]) continue;
    let inside = false;
    for (const ring of rings) if (crossesOddly(ring, lat, lon)) inside = !inside;
    if (inside) return state;
  }
  return null;
}

function decodeArc(arc: [number, number][], { scale, translate }: Topology['transform']): Float64Array {
  const points = new Float64Array(arc.length * 2);
  let x = 0;
  let y = 0;
  for (const [i, [dx, dy]] of arc.entries()) {
    x += dx;
    y += dy;
    points[2 * i] = x * scale[0] + translate[0];
    points[2 * i + 1] = y * scale[1] + translate[1];
  }
  return points;
}

/** A negative number ~i means arc i backwards. */
function joinArcs(ring: number[], arcs: Float64Array[]): Float64Array {
  const points: number[] = [];
  for (const id of ring) {
    const arc = arcs[id < 0 ? ~id : id]!;
    const n = arc.length / 2;
    for (let i = 0; i < n; i++) {
      const at = id < 0 ? n - 1 - i : i;
      points.push(arc[2 * at]!, arc[2 * at + 1]!);
    }
  }
  return Float64Array.from(points);
}

function boxOf(rings: Float64Array[]): Box {
  const box: Box = [180, 90, -180, -90];
  for (const ring of rings) {
    for (let i = 0; i < ring.length; i += 2) {
      box[0] = Math.min(box[0], ring[i]!);
      box[1] = Math.min(box[1], ring[i + 1]!);
      box[2] = Math.max(box[2], ring[i]!);
      box[3] = Math.max(box[3], ring[i + 1]!);
    }
  }
  return box;
}

function crossesOddly(ring: Float64Array, lat: number, lon: number): boolean {
  let inside = false;
  for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
    const yi = ring[i + 1]!;
    const yj = ring[j + 1]!;
    if (yi > lat !== yj > lat && lon < ((ring[j]! - ring[i]!) * (lat - yi)) / (yj - yi) + ring[i]!) inside = !inside;
  }
  return inside;
}
