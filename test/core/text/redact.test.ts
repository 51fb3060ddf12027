import { describe, expect, it } from 'vitest';
import { redact } from '../../../src/core/text/redact.ts';

describe('redact', () => {
  it.each([
    ['mail me at jo.smith+x@example.co.uk please', 'mail me at [email] please'],
    ['call +1 (555) 010-9999 now', 'call [number] now'],
    ['order 402-0305262-7113947 is stuck', 'order [number] is stuck'],
    ['card 4111 1111 1111 1111', 'card [number]'],
    ['from 192.168.10.4 it fails', 'from [address] it fails'],
    ['see https://x.test/a/b?session=123#me', 'see https://x.test/a/b'],
  ])('hides %s', (text, hidden) => {
    expect(redact(text)).toBe(hidden);
  });

  it.each(['error 503 since 10:45', 'iOS 11.2.1 for $49.99', '@brand down since 2020'])('keeps %s', (text) => {
    expect(redact(text)).toBe(text);
  });
});
