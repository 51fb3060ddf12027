const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Instants arrive as ISO text and are epoch ms inside. */
export function instant(iso: string): number {
  return Date.parse(iso);
}

/** As the reader's own language writes it. */
export const clock = written({ hour: 'numeric', minute: '2-digit' });

export const day = written({ month: 'short', day: 'numeric' });

/** A month of its year, where days are too many to name. */
export const month = written({ month: 'short', year: 'numeric' });

const dated = written({ year: 'numeric', month: 'short', day: 'numeric' });

/** Making a formatter takes fifty times as long as using it, so it is kept until the reader's clock goes by another zone. */
function written(how: Intl.DateTimeFormatOptions): (at: number) => string {
  let kept: { offset: number; format: Intl.DateTimeFormat } | undefined;
  return (at) => {
    const offset = new Date().getTimezoneOffset();
    if (kept?.offset !== offset) kept = { offset, format: new Intl.DateTimeFormat([], how) };
    return kept.format.format(at);
  };
}

export function isSameDay(a: number, b: number): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString();
}

/** "9:12" today, "Nov 3, 9:12" on another day, "Nov 3, 2021, 9:12" in another year. */
export function moment(at: number, now: number): string {
  if (isSameDay(at, now)) return clock(at);
  const isThisYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return `${isThisYear ? day(at) : dated(at)}, ${clock(at)}`;
}

/** "45 s", "12 min", "3 h 05 min", "2 d 4 h". */
export function duration(ms: number): string {
  const span = Math.max(0, ms);
  if (span < minuteMs) return `${Math.round(span / 1000)} s`;
  if (span < hourMs) return `${Math.floor(span / minuteMs)} min`;
  if (span < dayMs)
    return `${Math.floor(span / hourMs)} h ${String(Math.floor((span % hourMs) / minuteMs)).padStart(2, '0')} min`;
  return `${Math.floor(span / dayMs)} d ${Math.floor((span % dayMs) / hourMs)} h`;
}

export function ago(at: number, now: number): string {
  return now - at < 5_000 ? 'just now' : `${duration(now - at)} ago`;
}

/** A mean time between false alarms, in words: "about once in 3 years by chance". */
export function recurrence(minutes: number): string {
  const days = minutes / 1440;
  if (days >= 3650) return 'less than once in ten years';
  if (days >= 730) return `about once in ${Math.round(days / 365)} years`;
  if (days >= 60) return `about once in ${Math.round(days / 30.4)} months`;
  if (days >= 2) return `about once in ${Math.round(days)} days`;
  if (minutes >= 120) return `about once in ${Math.round(minutes / 60)} hours`;
  return `about once in ${Math.max(1, Math.round(minutes))} minutes`;
}

/** What <input type="datetime-local"> takes and gives, in local time. */
export function localInput(at: number): string {
  const date = new Date(at - new Date(at).getTimezoneOffset() * minuteMs);
  return date.toISOString().slice(0, 16);
}

/** Short name of a zone, the reader's if none is given, "CST". */
export function zoneName(at: number, timeZone?: string): string {
  const parts = new Intl.DateTimeFormat([], { timeZoneName: 'short', timeZone }).formatToParts(at);
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? '';
}

/** " EST" for a reader whose clock is not that of a zone in which the same instant is told beside it; else nothing. */
export function zoneBeside(at: number, timeZone: string): string {
  const own = zoneName(at);
  return own === zoneName(at, timeZone) ? '' : ` ${own}`;
}
