export const repeats = ['once', 'daily', 'weekly'] as const;
export type Repeat = (typeof repeats)[number];

/** Planned work on a brand: while it goes on nobody is told, and what still burns at its end is told once. */
export interface MaintenanceWindow {
  id: number;
  brand: string;
  reason: string;
  owner: string;
  /** IANA zone on whose wall clock it begins and ends. */
  zone: string;
  /** Wall clock, `YYYY-MM-DDTHH:MM`. */
  firstStart: string;
  /** On the wall clock: a window from 1 to 4 lasts two hours in the night in which the clock is put forward. */
  durationMinutes: number;
  repeat: Repeat;
  /** Of a weekly one, 0 = Sunday; empty: the weekday of the first start. */
  weekdays: number[];
  /** Last day on which it begins, `YYYY-MM-DD`; null: it goes on. */
  lastDay: string | null;
}

/** Somebody wants to hear nothing for a while, and answers for it. */
export interface Silence {
  id: number;
  /** Null: of all brands. */
  brand: string | null;
  /** Main symptom of the incidents that are meant; null: any. */
  symptom: string | null;
  /** Null: on all channels. */
  channel: string | null;
  reason: string;
  owner: string;
  startsAt: number;
  expiresAt: number;
}

/** Why a message is held back now. */
export interface Hold {
  kind: 'maintenance' | 'silence';
  id: number;
  owner: string;
  reason: string;
  /** Epoch ms. */
  untilAt: number;
}
