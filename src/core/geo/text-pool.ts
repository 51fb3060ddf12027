import type { PackedColumns } from './packed-columns.ts';

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** Strings by number, UTF-8 in one buffer. */
export class TextPool {
  private readonly bytes: Uint8Array;
  private readonly starts: Uint32Array;

  constructor(columns: PackedColumns<unknown>) {
    this.bytes = columns.column('text', 'u8');
    this.starts = columns.column('textStarts', 'u32');
  }

  text(id: number): string {
    return decoder.decode(this.bytes.subarray(this.starts[id]!, this.starts[id + 1]!));
  }

  /** The string as a key: names that differ from their key in capitals alone (A–Z) are kept as they are written. */
  key(id: number): string {
    return this.text(id).replace(/[A-Z]+/g, (capitals) => capitals.toLowerCase());
  }

  /** Whether `key(id)` is a key given as `byteKey`. */
  hasKey(id: number, key: string): boolean {
    const from = this.starts[id]!;
    if (this.starts[id + 1]! - from !== key.length) return false;
    for (let i = 0; i < key.length; i++) if (foldedByte(this.bytes[from + i]!) !== key.charCodeAt(i)) return false;
    return true;
  }
}

/** Small letter of a capital A–Z; other bytes as they are. */
export function foldedByte(byte: number): number {
  return byte >= 65 && byte <= 90 ? byte + 32 : byte;
}

/** A key as a string of its UTF-8 bytes: of most keys the same. */
export function byteKey(key: string): string {
  let all = 0;
  for (let i = 0; i < key.length; i++) all |= key.charCodeAt(i);
  return all > 127 ? String.fromCharCode(...encoder.encode(key)) : key;
}

/** FNV-1a in 32 bits over the bytes of a key, which may go on from the hash of what stands before it (Fowler, Noll, Vo 1991). */
export function byteHash(key: string, before = 0x811c9dc5): number {
  let hash = before;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
