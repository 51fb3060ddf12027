import { SourceError } from '../../ports/source.ts';

export interface HostLimits {
  /** Requests a minute on average to one host. */
  requestsPerMinute: number;
  /** Requests that may follow each other at once. */
  burst: number;
  /** Failures in a row after which a host is left alone for a while. */
  failuresToOpen: number;
  /** First and longest time that a failing host is left alone, ms; doubled with each failed trial. */
  openMs: { first: number; longest: number };
}

export const politeLimits: HostLimits = {
  requestsPerMinute: 60,
  burst: 30,
  failuresToOpen: 5,
  openMs: { first: 30_000, longest: 45_000 },
};

/** A server of the operator's own: many requests at once are no burden, and it is asked again soon after a fault. */
export const ownServerLimits: Partial<HostLimits> = {
  requestsPerMinute: 1_200,
  burst: 400,
  openMs: { first: 10_000, longest: 60_000 },
};

interface HostState {
  tokens: number;
  filledAt: number;
  failures: number;
  /** No request before this instant: the host asked for it, or it keeps failing. */
  closedUntil: number;
  reason: string;
  openings: number;
}

/** Budget, pauses and circuit breaker per host, over all sources together. Never waits: it refuses and says until when. */
export interface HostGate {
  /** Takes one request from the host's budget. Throws SourceError('rate-limited' | 'unavailable') with `retryAt`. */
  admit(host: string, now: number): void;
  succeeded(host: string): void;
  /** A fault that speaks for the host's state (5xx, timeout, unreachable), not for the request. */
  failed(host: string, now: number): void;
  /** The host wants silence until this instant. */
  pause(host: string, untilAt: number): void;
}

export function createHostGate(limits: HostLimits = politeLimits): HostGate {
  const hosts = new Map<string, HostState>();
  const stateOf = (host: string, now: number) => {
    const known = hosts.get(host);
    if (known) return known;
    const fresh = { tokens: limits.burst, filledAt: now, failures: 0, closedUntil: 0, reason: '', openings: 0 };
    hosts.set(host, fresh);
    return fresh;
  };
  return {
    admit(host, now) {
      const state = stateOf(host, now);
      if (now < state.closedUntil) throw closed(host, state);
      refill(state, now, limits);
      if (state.tokens < 1) throw spent(host, state, now, limits);
      state.tokens -= 1;
    },
    succeeded(host) {
      const state = hosts.get(host);
      if (state) Object.assign(state, { failures: 0, openings: 0, reason: '' });
    },
    failed(host, now) {
      const state = stateOf(host, now);
      state.failures += 1;
      if (state.failures < limits.failuresToOpen) return;
      state.closedUntil = Math.max(state.closedUntil, now + openMs(state.openings, limits));
      state.openings += 1;
      state.reason = `${host} failed ${state.failures} times in a row`;
    },
    pause(host, untilAt) {
      const state = hosts.get(host);
      if (!state || untilAt <= state.closedUntil) return;
      state.closedUntil = untilAt;
      state.reason = '';
    },
  };
}

function refill(state: HostState, now: number, limits: HostLimits): void {
  const perMs = limits.requestsPerMinute / 60_000;
  state.tokens = Math.min(limits.burst, state.tokens + Math.max(0, now - state.filledAt) * perMs);
  state.filledAt = now;
}

function openMs(openings: number, limits: HostLimits): number {
  return Math.min(limits.openMs.longest, limits.openMs.first * 2 ** openings);
}

function closed(host: string, state: HostState): SourceError {
  return state.reason
    ? new SourceError('unavailable', `${state.reason} and is left alone for a while`, { retryAt: state.closedUntil })
    : new SourceError('rate-limited', `${host} asked not to be called yet`, { retryAt: state.closedUntil });
}

function spent(host: string, state: HostState, now: number, limits: HostLimits): SourceError {
  const waitMs = ((1 - state.tokens) * 60_000) / limits.requestsPerMinute;
  return new SourceError(
    'rate-limited',
    `the own budget of ${limits.requestsPerMinute} requests a minute to ${host} is used up`,
    {
      retryAt: Math.ceil(now + waitMs),
    },
  );
}
