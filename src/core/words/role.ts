/** What a key's holder may do: viewer < comms, sre, analyst < admin; `intake` hands posts in and reads nothing. */
export const roles = ['viewer', 'comms', 'sre', 'analyst', 'intake', 'admin'] as const;
export type Role = (typeof roles)[number];

/** Who may correct what a model said of a post, besides admins. */
export const labelerRoles: readonly Role[] = ['comms', 'analyst'];

/** True when someone with role `has` may do what needs role `needs`, or any one of several. */
export function allows(has: Role, needs: Role | readonly Role[]): boolean {
  if (typeof needs !== 'string') return needs.some((one) => allows(has, one));
  if (has === needs || has === 'admin') return true;
  return needs === 'viewer' && has !== 'intake';
}
