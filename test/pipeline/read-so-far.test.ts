import { describe, expect, it } from 'vitest';
import { createReadSoFar } from '../../src/pipeline/read-so-far.ts';

describe('how far a source has been read', () => {
  it('stands where its last finished turn began, however long the next one takes, and never goes back', async () => {
    let now = 100;
    const read = createReadSoFar({ now: () => now });
    expect(read.now()).toBe(100);
    now = 200;
    let finish = () => {};
    const turn = read.turn(
      () =>
        new Promise<string>((resolve) => {
          finish = () => resolve('posts');
        }),
    );
    now = 900;
    expect(read.now()).toBe(100);
    finish();
    expect(await turn).toBe('posts');
    expect(read.now()).toBe(200);
    now = 150;
    await read.turn(async () => {});
    expect(read.now()).toBe(200);
  });

  it('does not move by a turn that failed', async () => {
    let now = 1;
    const read = createReadSoFar({ now: () => now });
    now = 5;
    await expect(read.turn(() => Promise.reject(new Error('unreachable')))).rejects.toThrow('unreachable');
    expect(read.now()).toBe(1);
  });
});
