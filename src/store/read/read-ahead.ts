/** Asks for the next batch while the present one is worked on: the database and we are busy at the same time. */
export async function* readAhead<T>(batches: AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
  const iterator = batches[Symbol.asyncIterator]();
  let next = iterator.next();
  try {
    while (true) {
      const { done, value } = await next;
      if (done) return;
      next = iterator.next();
      // Whoever stops reading doesn't await this one any more.
      next.catch(() => undefined);
      yield value;
    }
  } finally {
    await next.catch(() => undefined);
    await iterator.return?.();
  }
}
