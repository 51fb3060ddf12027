/** Tells subscribers in this process that something changed; what exactly they read from the store. */
export function createChangeFeed<C>(): {
  publish(change: C): void;
  subscribe(listener: (change: C) => void): () => void;
} {
  const listeners = new Set<(change: C) => void>();
  return {
    publish(change) {
      for (const listener of listeners) listener(change);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
