/** Times of a status page, on the brand's own wall clock: the server doesn't know the reader's. */
export interface StatusTime {
  /** "Nov 3, 9:12 AM CST" */
  moment(at: number): string;
  /** "9 AM" */
  hour(at: number): string;
}

export function statusTime(timeZone: string): StatusTime {
  const moment = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone, month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit', timeZoneName: 'short' },
  });
  const hour = new Intl.DateTimeFormat('en-US', { timeZone, hour: 'numeric' });
  return { moment: (at) => moment.format(at), hour: (at) => hour.format(at) };
}
