import { setTimeout as pause } from 'node:timers/promises';

/** Asks until the answer satisfies; the deadline is the test's claim. */
export async function within<T>(seconds: number, ask: () => Promise<T>, satisfies: (answer: T) => boolean): Promise<T> {
  const deadline = performance.now() + seconds * 1_000;
  while (true) {
    const answer = await ask();
    if (satisfies(answer)) return answer;
    if (performance.now() > deadline)
      throw new Error(`not within ${seconds} s; last: ${JSON.stringify(answer).slice(0, 500)}`);
    await pause(200);
  }
}
