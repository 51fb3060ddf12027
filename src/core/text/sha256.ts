/** Fractional parts of the cube roots of the first 64 primes (FIPS 180-4, section 4.2.2). */
const constants = Uint32Array.from(primes(64), (prime) => fraction(Math.cbrt(prime)));
/** Fractional parts of the square roots of the first eight (section 5.3.3). */
const start = Uint32Array.from(primes(8), (prime) => fraction(Math.sqrt(prime)));

const schedule = new Uint32Array(64);
const state = new Uint32Array(8);

/** Longest text whose padding fits into the same block, bytes. */
export const longestBlock = 55;

/**
 * SHA-256 of an ASCII text of at most 55 characters: one block (FIPS 180-4, section 6.2). The eight words are valid until the next
 * call. In the program's own words because a browser gives its own away only over TLS, one promise a hash.
 */
export function sha256Block(text: string): Uint32Array {
  if (text.length > longestBlock) throw new RangeError(`a block holds ${longestBlock} characters`);
  schedule.fill(0, 0, 16);
  for (let i = 0; i < text.length; i++) schedule[i >> 2]! |= text.charCodeAt(i) << (24 - (i & 3) * 8);
  schedule[text.length >> 2]! |= 0x80 << (24 - (text.length & 3) * 8);
  schedule[15] = text.length * 8;
  for (let i = 16; i < 64; i++) {
    const [near, far] = [schedule[i - 15]!, schedule[i - 2]!];
    const s0 = turned(near, 7) ^ turned(near, 18) ^ (near >>> 3);
    const s1 = turned(far, 17) ^ turned(far, 19) ^ (far >>> 10);
    schedule[i] = schedule[i - 16]! + s0 + schedule[i - 7]! + s1;
  }
  state.set(start);
  compress();
  return state;
}

function compress(): void {
  let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number];
  for (let i = 0; i < 64; i++) {
    const s1 = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + constants[i]! + schedule[i]!) | 0;
    const s0 = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22);
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  for (const [i, word] of [a, b, c, d, e, f, g, h].entries()) state[i]! += word;
}

function turned(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by));
}

function fraction(root: number): number {
  return Math.floor((root - Math.floor(root)) * 2 ** 32);
}

function primes(count: number): number[] {
  const found: number[] = [];
  for (let n = 2; found.length < count; n++) if (found.every((prime) => n % prime !== 0)) found.push(n);
  return found;
}
