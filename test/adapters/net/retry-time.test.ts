import { describe, expect, it } from 'vitest';
import { remainingRequests, retryTime } from '../../../src/adapters/net/retry-time.ts';

const now = Date.parse('2026-03-10T12:00:00Z');

describe('the time after which a service may be asked again', () => {
  it.each([
    [{ 'retry-after': '120' }, now + 120_000],
    [{ 'retry-after': 'Tue, 10 Mar 2026 12:05:00 GMT' }, now + 300_000],
    [{ 'retry-after': '0' }, now],
    [{ 'retry-after': 'Tue, 10 Mar 2026 11:00:00 GMT' }, now],
    // X: epoch seconds. Reddit: seconds from now, with a fraction. Mastodon: a date. Bluesky: seconds.
    [{ 'x-rate-limit-reset': String(now / 1_000 + 900) }, now + 900_000],
    [{ 'x-ratelimit-reset': '37.5' }, now + 37_500],
    [{ 'x-ratelimit-reset': '2026-03-10T12:05:00.000Z' }, now + 300_000],
    [{ 'ratelimit-reset': '60' }, now + 60_000],
    [{ 'retry-after': '5', 'x-rate-limit-reset': String(now / 1_000 + 900) }, now + 5_000],
    // A wrong clock on the other side costs a day at most.
    [{ 'x-rate-limit-reset': '9999999999' }, now + 86_400_000],
    [{ 'retry-after': 'soon' }, null],
    [{ 'retry-after': '' }, null],
    [{}, null],
  ])('reads %o', (headers, at) => {
    expect(retryTime(headers as Record<string, string>, now)).toBe(at);
  });

  it('reads how many requests are left', () => {
    expect(remainingRequests({ 'x-ratelimit-remaining': '0.0' })).toBe(0);
    expect(remainingRequests({ 'x-rate-limit-remaining': '12' })).toBe(12);
    expect(remainingRequests({})).toBeNull();
  });
});
