/**
 * A set of zones, stored as orders: a zone is a prefix of a center's order. Order z holds
 * `members[starts[z] … starts[z+1])` (location indexes); the prefix that ends at position p is a zone where closes[p] is 1.
 */
export interface ZoneFamily {
  starts: Int32Array;
  members: Int32Array;
  closes: Uint8Array;
  /** Distance of each member from the center, km on the sphere, else units of the plane; NaN where there is no center. */
  distances: Float64Array;
  /** Location index of each order's center, −1 for an area without one. */
  centers: Int32Array;
  /** Name of each order: the center's id or the area's name. */
  names: string[];
}

/** One order while a family is being put together. */
export interface ZoneOrder {
  name: string;
  center: number;
  members: number[];
  distances: number[];
  closes: boolean[];
}

/** Packs orders into one family; orders without a closed prefix are left out. */
export function zoneFamily(orders: ZoneOrder[]): ZoneFamily {
  const kept = orders.filter((order) => order.closes.includes(true));
  const starts = new Int32Array(kept.length + 1);
  kept.forEach((order, z) => {
    starts[z + 1] = starts[z]! + order.members.length;
  });
  const positions = starts[kept.length]!;
  const family = {
    starts,
    members: new Int32Array(positions),
    closes: new Uint8Array(positions),
    distances: new Float64Array(positions),
    centers: Int32Array.from(kept, (order) => order.center),
    names: kept.map((order) => order.name),
  };
  kept.forEach(({ members, closes, distances }, z) => {
    family.members.set(members, starts[z]);
    family.distances.set(distances, starts[z]);
    for (let i = 0; i < closes.length; i++) family.closes[starts[z]! + i] = closes[i] ? 1 : 0;
  });
  return family;
}

/** One zone per group: all locations that share a label (a state, a census division). Labels of "" belong to no group. */
export function groupOrders(labels: readonly string[], maxMembers = labels.length - 1): ZoneOrder[] {
  const groups = new Map<string, number[]>();
  labels.forEach((label, location) => {
    if (label !== '') groups.set(label, [...(groups.get(label) ?? []), location]);
  });
  return [...groups]
    .filter(([, members]) => members.length <= maxMembers)
    .map(([name, members]) => ({
      name,
      center: -1,
      members,
      distances: members.map(() => Number.NaN),
      closes: members.map((_, i) => i === members.length - 1),
    }));
}

/** Members of the zone that ends at position `end` of order `order`, in the order's sequence. */
export function membersOf(family: ZoneFamily, order: number, end: number): Int32Array {
  return family.members.subarray(family.starts[order]!, end + 1);
}
