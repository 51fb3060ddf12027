import { describe, expect, it } from 'vitest';
import { type OwnPost, officialText, officialWordOf } from '../../../src/core/incident/official-word.ts';

const minute = 60_000;
const post = (at: number, kind: OwnPost['kind']): OwnPost => ({
  at: at * minute,
  kind,
  url: `https://x.example/${at}`,
});
const none = { firstWordAt: null, firstWordUrl: null, allClearAt: null };

describe('the brand’s own word', () => {
  it('is its first admission and the all-clear after its last', () => {
    expect(officialWordOf([])).toEqual(none);
    expect(officialWordOf([post(12, 'ack'), post(20, 'current'), post(90, 'resolved'), post(95, 'resolved')])).toEqual({
      firstWordAt: 12 * minute,
      firstWordUrl: 'https://x.example/12',
      allClearAt: 90 * minute,
    });
  });

  it('takes an all-clear back when another admission follows', () => {
    const posts = [post(12, 'ack'), post(30, 'resolved'), post(40, 'ack')];
    expect(officialWordOf(posts).allClearAt).toBeNull();
    expect(officialWordOf([...posts, post(80, 'resolved')]).allClearAt).toBe(80 * minute);
  });

  it('counts the silence, and says how long it lasted', () => {
    expect(officialText(none, 0, 23 * minute)).toBe('none for 23 minutes since the onset');
    const said = { ...none, firstWordAt: 12 * minute, allClearAt: 95 * minute };
    expect(officialText(said, 0, 200 * minute)).toBe(
      'first 12 minutes after the onset; all-clear 95 minutes after the onset',
    );
    expect(officialText({ ...none, firstWordAt: 0 }, minute, 2 * minute)).toBe('first before the onset');
  });
});
