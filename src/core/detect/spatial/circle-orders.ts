import { earthRadiusKm } from '../../geo/distance.ts';
import { ascending } from '../../stats/ascending.ts';
import type { ZoneOrder } from './zone-family.ts';

/** Points in degrees of latitude and longitude, or x and y of a plane. */
export interface Coordinates {
  geometry: 'sphere' | 'plane';
  /** Latitude or x. */
  first: ArrayLike<number>;
  /** Longitude or y. */
  second: ArrayLike<number>;
}

export interface CircleLimits {
  /** Weight of each location; a zone holds at most `maxShare` of the sum. */
  weights: ArrayLike<number>;
  /** 0..1; 1: no limit. */
  maxShare: number;
  /** km on the sphere, units of the plane otherwise. */
  maxRadius?: number;
  /** Most locations in a zone. */
  maxMembers?: number;
}

/** Two squared distances count as equal below this relative difference: rounding mustn't tear a tie apart. */
const tieTolerance = 1e-11;
/** Error of a difference of two coordinates, relative to the largest of them. */
const roundingError = 1e-15;

/**
 * Circles around every location: neighbors join by distance, equal distances together, until a limit is passed.
 * On the sphere distances are great circles, 2R asin(chord/2R), R = 6,367 km. A center too heavy by itself has no zone.
 */
export function circleOrders(ids: readonly string[], coordinates: Coordinates, limits: CircleLimits): ZoneOrder[] {
  const points = cartesian(coordinates);
  const largest = points.reduce((most, axis) => axis.reduce((a, b) => Math.max(a, Math.abs(b)), most), 0);
  const rounding = roundingError * largest;
  let sum = 0;
  for (let i = 0; i < ids.length; i++) sum += limits.weights[i]!;
  const bounds = {
    weight: sum * limits.maxShare * (1 + 1e-12),
    members: limits.maxMembers ?? ids.length,
    radius: (limits.maxRadius ?? Number.POSITIVE_INFINITY) * (1 + 1e-12),
  };
  return ids.map((id, center) => {
    const squares = squaredDistances(points, center);
    // The center comes first even where another location has the same coordinates.
    squares[center] = -1;
    const nearest = ascending(squares);
    squares[center] = 0;
    const reach = (location: number) => distanceOf(squares[location]!, coordinates.geometry);
    return cutOrder({
      name: id,
      center,
      nearest,
      squares,
      reach,
      weights: limits.weights,
      bounds,
      rounding,
    });
  });
}

interface Cut {
  name: string;
  center: number;
  nearest: Int32Array;
  squares: Float64Array;
  reach(location: number): number;
  weights: ArrayLike<number>;
  /** Error of a distance. */
  rounding: number;
  bounds: { weight: number; members: number; radius: number };
}

function cutOrder(cut: Cut): ZoneOrder {
  const order: ZoneOrder = {
    name: cut.name,
    center: cut.center,
    members: [],
    distances: [],
    closes: [],
  };
  let weight = 0;
  for (let from = 0; from < cut.nearest.length; ) {
    const square = cut.squares[cut.nearest[from]!]!;
    const tolerance = tieTolerance * square + cut.rounding * Math.sqrt(square);
    let to = from + 1;
    while (to < cut.nearest.length && cut.squares[cut.nearest[to]!]! - square <= tolerance) to++;
    for (let i = from; i < to; i++) weight += cut.weights[cut.nearest[i]!]!;
    const radius = cut.reach(cut.nearest[from]!);
    if (weight > cut.bounds.weight || to > cut.bounds.members || radius > cut.bounds.radius) break;
    for (let i = from; i < to; i++) {
      order.members.push(cut.nearest[i]!);
      order.distances.push(radius);
      order.closes.push(i === to - 1);
    }
    from = to;
  }
  return order;
}

/** Coordinates `[axis][location]`. */
function cartesian({ geometry, first, second }: Coordinates): Float64Array[] {
  const axes = Array.from({ length: geometry === 'plane' ? 2 : 3 }, () => new Float64Array(first.length));
  for (let i = 0; i < first.length; i++) {
    const point = geometry === 'plane' ? [first[i]!, second[i]!] : onSphere(first[i]!, second[i]!);
    for (let axis = 0; axis < axes.length; axis++) axes[axis]![i] = point[axis]!;
  }
  return axes;
}

function onSphere(latitude: number, longitude: number): number[] {
  const phi = (latitude * Math.PI) / 180;
  const lambda = (longitude * Math.PI) / 180;
  return [Math.cos(phi) * Math.cos(lambda), Math.cos(phi) * Math.sin(lambda), Math.sin(phi)];
}

function squaredDistances(axes: Float64Array[], center: number): Float64Array {
  const squares = new Float64Array(axes[0]!.length);
  for (const values of axes) {
    const origin = values[center]!;
    for (let i = 0; i < squares.length; i++) squares[i]! += (values[i]! - origin) ** 2;
  }
  return squares;
}

function distanceOf(square: number, geometry: Coordinates['geometry']): number {
  if (geometry === 'plane') return Math.sqrt(square);
  return 2 * earthRadiusKm * Math.asin(Math.min(1, Math.sqrt(square) / 2));
}
