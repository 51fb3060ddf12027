/** A stretch of trouble or of talk, in minutes from the scenario's beginning. */
export interface Happening {
  kind: 'outage' | 'jokes' | 'news' | 'copies' | 'flood';
  startMinute: number;
  durationMinutes: number;
  /** Posts per minute at full height. */
  perMinute: number;
  /** Minutes until full height. */
  rampMinutes: number;
  /** Outage: how likely each symptom is named. */
  symptoms?: Record<string, number>;
  /** Outage: only people in these states; empty or absent: everywhere. */
  states?: string[];
  /** Minutes after the start at which the brand's own account speaks; absent: never. */
  acknowledgedAfterMinutes?: number;
}

/** Everything that a scenario is made from. The same plan gives the same archive. */
export interface ScenarioPlan {
  brand: string;
  /** ISO instant of minute 0. */
  startsAt: string;
  days: number;
  mentionsPerDay: number;
  sources: string[];
  seed: number;
  /** What the brand's own account says when it speaks of an outage. */
  acknowledgement: string;
  happenings: Happening[];
}

const day = 1440;
const nationwide = {
  site_down: 0.35,
  login: 0.25,
  checkout_payment: 0.2,
  blank_page: 0.1,
  slow_or_loading: 0.2,
  error_message: 0.15,
  pickup: 0.12,
  in_store: 0.08,
  self_checkout: 0.05,
  cart: 0.08,
};
const quiet = {
  brand: 'brightcart',
  startsAt: '2026-03-03T00:00:00Z',
  days: 8,
  mentionsPerDay: 1_200,
  sources: ['bluesky', 'mastodon', 'reddit'],
  seed: 7,
  acknowledgement:
    'We know that our website and app are not working for many of you right now. Our teams are on it; the next word will come here within the hour.',
  happenings: [],
};

/** Plans by name. The outage day of the demonstration is a Tuesday; its trouble begins at 9:12 in Chicago (14:12 UTC). */
export const plans: Record<string, ScenarioPlan> = {
  demonstration: {
    ...quiet,
    happenings: [
      { kind: 'jokes', startMinute: 3 * day + 20 * 60, durationMinutes: 90, perMinute: 4, rampMinutes: 15 },
      {
        kind: 'outage',
        startMinute: 7 * day + 9 * 60 + 12,
        durationMinutes: 150,
        perMinute: 4,
        rampMinutes: 8,
        symptoms: nationwide,
        acknowledgedAfterMinutes: 48,
      },
      { kind: 'news', startMinute: 7 * day + 9 * 60 + 50, durationMinutes: 120, perMinute: 1.5, rampMinutes: 20 },
      { kind: 'copies', startMinute: 7 * day + 10 * 60 + 5, durationMinutes: 40, perMinute: 1, rampMinutes: 5 },
    ],
  },
  calm: { ...quiet, days: 28, seed: 11 },
  national: {
    ...quiet,
    days: 9,
    seed: 12,
    happenings: [
      {
        kind: 'outage',
        startMinute: 7 * day + 15 * 60,
        durationMinutes: 120,
        perMinute: 3,
        rampMinutes: 5,
        symptoms: nationwide,
        acknowledgedAfterMinutes: 60,
      },
    ],
  },
  /** A day that may be played again and again. */
  busy: {
    ...quiet,
    brand: 'walmart',
    startsAt: '2026-03-02T00:00:00Z',
    days: 1,
    mentionsPerDay: 4_000,
    seed: 15,
    happenings: [
      {
        kind: 'outage',
        startMinute: 14 * 60,
        durationMinutes: 120,
        perMinute: 6,
        rampMinutes: 5,
        symptoms: nationwide,
      },
    ],
  },
  regional: {
    ...quiet,
    days: 9,
    seed: 13,
    happenings: [
      {
        kind: 'outage',
        startMinute: 7 * day + 17 * 60,
        durationMinutes: 180,
        perMinute: 1,
        rampMinutes: 5,
        symptoms: { in_store: 0.6, self_checkout: 0.4, checkout_payment: 0.3 },
        states: ['TX'],
      },
    ],
  },
  single: {
    ...quiet,
    days: 9,
    seed: 14,
    happenings: [
      {
        kind: 'outage',
        startMinute: 7 * day + 18 * 60,
        durationMinutes: 120,
        perMinute: 0.8,
        rampMinutes: 10,
        symptoms: { pharmacy: 1 },
      },
    ],
  },
  slow: {
    ...quiet,
    days: 9,
    seed: 15,
    happenings: [
      {
        kind: 'outage',
        startMinute: 7 * day + 14 * 60,
        durationMinutes: 360,
        perMinute: 1,
        rampMinutes: 180,
        symptoms: { slow_or_loading: 0.8, search_browse: 0.4 },
      },
    ],
  },
  tiny: {
    ...quiet,
    days: 9,
    seed: 16,
    happenings: [
      {
        kind: 'outage',
        startMinute: 7 * day + 16 * 60,
        durationMinutes: 90,
        perMinute: 0.25,
        rampMinutes: 5,
        symptoms: { login: 0.7, site_down: 0.3 },
      },
    ],
  },
  noise: {
    ...quiet,
    days: 9,
    seed: 17,
    happenings: [
      { kind: 'jokes', startMinute: 7 * day + 12 * 60, durationMinutes: 180, perMinute: 8, rampMinutes: 20 },
      { kind: 'news', startMinute: 7 * day + 17 * 60, durationMinutes: 120, perMinute: 5, rampMinutes: 10 },
      { kind: 'copies', startMinute: 8 * day + 2 * 60, durationMinutes: 60, perMinute: 3, rampMinutes: 2 },
      { kind: 'flood', startMinute: 8 * day + 15 * 60, durationMinutes: 120, perMinute: 1, rampMinutes: 1 },
    ],
  },
  big: {
    ...quiet,
    days: 14,
    mentionsPerDay: 14_000,
    seed: 18,
    happenings: [
      {
        kind: 'outage',
        startMinute: 10 * day + 15 * 60,
        durationMinutes: 150,
        perMinute: 20,
        rampMinutes: 8,
        symptoms: nationwide,
        acknowledgedAfterMinutes: 50,
      },
    ],
  },
  /** A million posts in one day, a quarter of them in three hours of an outage. */
  million: {
    ...quiet,
    days: 1,
    mentionsPerDay: 760_000,
    seed: 19,
    happenings: [
      {
        kind: 'outage',
        startMinute: 15 * 60,
        durationMinutes: 180,
        perMinute: 1_600,
        rampMinutes: 8,
        symptoms: nationwide,
        acknowledgedAfterMinutes: 50,
      },
    ],
  },
};
