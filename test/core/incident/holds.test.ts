import { describe, expect, it } from 'vitest';
import { holdsOver, holdText } from '../../../src/core/incident/holds.ts';
import type { Silence } from '../../../src/core/words/hold.ts';
import { testIncident } from '../../http/seed.ts';

const at = Date.UTC(2026, 10, 3, 15);
const silence = (changes: Partial<Silence> = {}): Silence => ({
  id: 7,
  brand: 'walmart',
  symptom: null,
  channel: null,
  reason: 'known',
  owner: 'Ada',
  startsAt: at - 60_000,
  expiresAt: at + 60_000,
  ...changes,
});
const held = (changes: Partial<Silence>, channel = 'slack', now = at) =>
  holdsOver({ windows: [], silences: [silence(changes)] }, testIncident(), { at: now, channel }).length > 0;

describe('a silence', () => {
  it('holds back what it means and nothing else', () => {
    expect(held({})).toBe(true);
    expect(held({ brand: null })).toBe(true);
    expect(held({ brand: 'target' })).toBe(false);
    expect(held({ symptom: 'login' })).toBe(true);
    // Checkout fails too, but the incident is about login.
    expect(held({ symptom: 'checkout_payment' })).toBe(false);
    expect(held({ channel: 'slack' })).toBe(true);
    expect(held({ channel: 'pager' })).toBe(false);
  });

  it('begins and expires to the millisecond', () => {
    expect(held({}, 'slack', at - 60_001)).toBe(false);
    expect(held({}, 'slack', at + 59_999)).toBe(true);
    expect(held({}, 'slack', at + 60_000)).toBe(false);
  });

  it('says who answers for it and until when', () => {
    const [hold] = holdsOver({ windows: [], silences: [silence()] }, testIncident(), { at });
    expect(holdText(hold!)).toBe('silence until 2026-11-03T15:01:00Z: known (Ada)');
  });
});
