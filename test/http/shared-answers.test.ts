import { describe, expect, test } from 'vitest';
import { SharedAnswers } from '../../src/http/shared-answers.ts';

function setUp(keptMs = 1_000) {
  let now = 0;
  let changed: () => void = () => {};
  const waiting: { resolve: (text: string) => void; reject: (error: Error) => void }[] = [];
  const changes = {
    subscribe: (listener: () => void) => {
      changed = listener;
      return () => {};
    },
  };
  const answers = new SharedAnswers({ keptMs, now: () => now, changes: changes as never });
  return {
    ask: (key = 'a', anew = false) => {
      const read = () => new Promise<string>((resolve, reject) => void waiting.push({ resolve, reject }));
      return answers.of(key, read, { anew });
    },
    readings: () => waiting.length,
    end: (text: string) => waiting.at(-1)!.resolve(text),
    endOf: (reading: number, text: string) => waiting[reading]!.resolve(text),
    fail: (error: Error) => waiting.at(-1)!.reject(error),
    at: (ms: number) => {
      now = ms;
    },
    change: () => changed(),
    answers,
  };
}

describe('answers that are shared', () => {
  test('questions that come while one is answered share its reading, and those within a second after', async () => {
    const { ask, end, readings, at } = setUp();
    const both = [ask(), ask()];
    end('one');
    expect(await Promise.all(both)).toEqual(['one', 'one']);
    at(999);
    expect(await ask()).toBe('one');
    expect(readings()).toBe(1);
  });

  test('another question is another answer', async () => {
    const { ask, end, readings } = setUp();
    const one = ask('a');
    end('one');
    const two = ask('b');
    end('two');
    expect([await one, await two, readings()]).toEqual(['one', 'two', 2]);
  });

  test('an answer of more than a second is given while the next is made, and none of more than two', async () => {
    const { ask, end, readings, at } = setUp();
    const first = ask();
    end('old');
    await first;
    at(1_500);
    expect(await ask()).toBe('old');
    expect(await ask()).toBe('old');
    expect(readings()).toBe(2);
    end('new');
    await Promise.resolve();
    expect(await ask()).toBe('new');
    at(1_500 + 2_000);
    const waits = ask();
    end('newest');
    expect(await waits).toBe('newest');
  });

  test('the age of an answer is counted from when it was asked for, since it knows nothing later', async () => {
    const { ask, end, readings, at } = setUp();
    const slow = ask();
    at(5_000);
    end('late');
    expect(await slow).toBe('late');
    const next = ask();
    expect(readings()).toBe(2);
    end('next');
    expect(await next).toBe('next');
  });

  test('who asks anew is given nothing from before a change, not even what was being read', async () => {
    const { ask, end, readings, change } = setUp();
    const before = ask();
    change();
    const after = ask('a', true);
    const shared = ask('a', true);
    expect(readings()).toBe(2);
    end('after');
    expect(await after).toBe('after');
    expect(await shared).toBe('after');
    expect(await Promise.race([before, Promise.resolve('still reading')])).toBe('still reading');
    expect(await ask('a', true)).toBe('after');
    expect(readings()).toBe(2);
  });

  test('others are given what was known before a change while that is made', async () => {
    const { ask, end, readings, change } = setUp();
    const first = ask();
    end('before');
    await first;
    change();
    const anew = ask('a', true);
    expect(await ask()).toBe('before');
    end('after');
    expect(await anew).toBe('after');
    expect(await ask()).toBe('after');
    expect(readings()).toBe(2);
  });

  test('an answer that comes late doesn’t replace a newer one', async () => {
    const { ask, endOf, change } = setUp();
    const before = ask();
    change();
    const after = ask('a', true);
    endOf(1, 'after');
    await after;
    endOf(0, 'before');
    expect(await before).toBe('before');
    expect(await ask('a', true)).toBe('after');
  });

  test('what somebody did here is seen by all who ask then', async () => {
    const { ask, end, readings, answers } = setUp();
    const first = ask();
    end('before');
    await first;
    answers.forget();
    const next = ask();
    end('after');
    expect(await next).toBe('after');
    expect(readings()).toBe(2);
  });

  test('a failure reaches all who wait and is not kept', async () => {
    const { ask, fail, end } = setUp();
    const both = [ask(), ask()];
    fail(new Error('no database'));
    for (const one of both) await expect(one).rejects.toThrow('no database');
    const again = ask();
    end('back');
    expect(await again).toBe('back');
  });

  test('neither long answers nor many are kept', async () => {
    const { ask, end, readings } = setUp();
    const long = ask();
    end('x'.repeat(300_000));
    await long;
    const again = ask();
    expect(readings()).toBe(2);
    end('short');
    await again;
    for (let n = 0; n < 400; n++) {
      const other = ask(`other ${n}`);
      end('other');
      await other;
    }
    void ask();
    expect(readings()).toBe(403);
  });

  test('kept for no time, they still share one reading', async () => {
    const { ask, end, readings } = setUp(0);
    const both = [ask(), ask()];
    end('one');
    await Promise.all(both);
    void ask();
    expect(readings()).toBe(2);
  });
});
