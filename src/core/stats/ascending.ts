/** Indexes of `keys` by rising key; equal keys keep their order. Merge sort from runs of one upward. */
export function ascending(keys: Float64Array): Int32Array {
  let from = Int32Array.from(keys.keys());
  let into = new Int32Array(keys.length);
  for (let width = 1; width < keys.length; width *= 2) {
    for (let start = 0; start < keys.length; start += 2 * width) merge(keys, { from, into, start, width });
    [from, into] = [into, from];
  }
  return from;
}

interface Merge {
  from: Int32Array;
  into: Int32Array;
  start: number;
  width: number;
}

/** Two sorted runs of up to `width` that follow each other become one. */
function merge(keys: Float64Array, { from, into, start, width }: Merge): void {
  const middle = Math.min(start + width, keys.length);
  const end = Math.min(middle + width, keys.length);
  let left = start;
  let right = middle;
  for (let to = start; to < end; to++) {
    const takeLeft = left < middle && (right >= end || keys[from[left]!]! <= keys[from[right]!]!);
    into[to] = takeLeft ? from[left++]! : from[right++]!;
  }
}
