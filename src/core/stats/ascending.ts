/** Which of a double's two halves holds its sign, exponent and first digits: a matter of the machine's byte order. */
const upper = new Uint8Array(new Float64Array([1]).buffer)[7] === 0 ? 0 : 1;
const most = 2 ** 21;

/**
 * Indexes of `keys` by rising key; equal keys keep their order. Up to two million keys, none NaN. A key's upper half with its index
 * below it is one exact number, and such are sorted natively; keys that differ in their lower halves alone are put right by insertion.
 */
export function ascending(keys: Float64Array): Int32Array {
  if (keys.length > most) throw new RangeError(`ascending sorts up to ${most} keys, not ${keys.length}`);
  const halves = new Int32Array(keys.buffer, keys.byteOffset, 2 * keys.length);
  const packed = new Float64Array(keys.length);
  for (let i = 0; i < packed.length; i++) packed[i] = halves[2 * i + upper]! * most + i;
  packed.sort();
  const order = new Int32Array(keys.length);
  for (let i = 0; i < order.length; i++) {
    const index = packed[i]! - Math.floor(packed[i]! / most) * most;
    const key = keys[index]!;
    let at = i;
    for (; at > 0; at--) {
      const before = order[at - 1]!;
      if (keys[before]! < key || (keys[before] === key && before < index)) break;
      order[at] = before;
    }
    order[at] = index;
  }
  return order;
}
