/** What a key's holder may do: viewer < comms, sre, analyst < admin; `intake` hands posts in and reads nothing. */
export const roles = ['viewer', 'comms', 'sre', 'analyst', 'intake', 'admin'] as const;
export type Role = (typeof roles)[number];

/** True when someone with role `has` may do what needs role `needs`. */
export function allows(has: Role, needs: Role): boolean {
  if (has === needs || has === 'admin') return true;
  return needs === 'viewer' && has !== 'intake';
}
