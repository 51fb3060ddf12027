import type { NetworkWeights } from '../../src/core/classify/network.ts';

/**
 * Several networks as one whose logits are the mean of theirs: bags side by side, hidden layers in blocks, outputs divided.
 * All must know the same rows. Averaging over seeds takes away what a single training happened upon (Hansen & Salamon 1990).
 */
export function joinNetworks(parts: NetworkWeights[]): NetworkWeights {
  const dim = sum(parts.map((part) => part.dim));
  const hidden = sum(parts.map((part) => part.hidden));
  const outputs = parts[0]!.outputs;
  const { rows, known } = parts[0]!;
  const joined: NetworkWeights = {
    rows,
    known,
    dim,
    hidden,
    outputs,
    bag: new Int8Array(known.length * dim),
    scale: new Float32Array(dim),
    w1: new Float32Array(dim * hidden),
    b1: new Float32Array(hidden),
    w2: new Float32Array(hidden * outputs),
    b2: new Float32Array(outputs),
    w3: new Float32Array(dim * outputs),
  };
  let dimAt = 0;
  let hiddenAt = 0;
  for (const part of parts) {
    place(joined, part, { dimAt, hiddenAt, share: 1 / parts.length });
    dimAt += part.dim;
    hiddenAt += part.hidden;
  }
  return joined;
}

function place(
  into: NetworkWeights,
  part: NetworkWeights,
  at: { dimAt: number; hiddenAt: number; share: number },
): void {
  const { dimAt, hiddenAt, share } = at;
  for (let row = 0; row < part.known.length; row++)
    into.bag.set(part.bag.subarray(row * part.dim, (row + 1) * part.dim), row * into.dim + dimAt);
  into.scale.set(part.scale, dimAt);
  into.b1.set(part.b1, hiddenAt);
  for (let k = 0; k < part.dim; k++)
    into.w1.set(part.w1.subarray(k * part.hidden, (k + 1) * part.hidden), (dimAt + k) * into.hidden + hiddenAt);
  into.w2.set(
    part.w2.map((value) => value * share),
    hiddenAt * into.outputs,
  );
  into.w3.set(
    part.w3.map((value) => value * share),
    dimAt * into.outputs,
  );
  for (let o = 0; o < into.outputs; o++) into.b2[o]! += part.b2[o]! * share;
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
