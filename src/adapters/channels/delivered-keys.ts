const mostKeys = 1_000;

/**
 * Remembers the last keys that were taken, for receivers that can't tell a repetition themselves: a message whose
 * recording failed isn't shown twice. It ends with the process; after a crash a repetition may be seen.
 */
export function createDeliveredKeys(): { has(key: string): boolean; add(key: string): void } {
  const keys = new Set<string>();
  return {
    has: (key) => keys.has(key),
    add(key) {
      keys.add(key);
      if (keys.size > mostKeys) keys.delete(keys.values().next().value!);
    },
  };
}
