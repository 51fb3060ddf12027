import type { SessionAnswer } from '../../http/schemas.ts';

/** Reads what people have written. */
export function mayRead(session: SessionAnswer | null): boolean {
  return session !== null && !['none', 'intake'].includes(session.role);
}

/** Changes something about an incident; the server has the last word. */
export function mayHandle(session: SessionAnswer | null): boolean {
  return session !== null && ['comms', 'sre', 'analyst', 'admin'].includes(session.role);
}

/** Corrects what the model said of a post. */
export function mayLabel(session: SessionAnswer | null): boolean {
  return session !== null && ['comms', 'analyst', 'admin'].includes(session.role);
}

/** Holds messages back. */
export function mayHold(session: SessionAnswer | null): boolean {
  return session !== null && ['comms', 'sre', 'admin'].includes(session.role);
}

/** Approves what customers are told. */
export function mayApprove(session: SessionAnswer | null): boolean {
  return session !== null && ['comms', 'admin'].includes(session.role);
}

/** Judges history again: costly, so not for everybody. */
export function mayBacktest(session: SessionAnswer | null): boolean {
  return session !== null && ['sre', 'analyst', 'admin'].includes(session.role);
}
