/** What a process does; one that is told nothing does everything. */
export const roles = ['ingest', 'detect', 'notify', 'api'] as const;
export type Role = (typeof roles)[number];

/** Which leases a role shares in. */
export const leaseKinds: Record<Role, readonly LeaseKind[]> = {
  ingest: ['source', 'ingest job'],
  detect: ['brand'],
  notify: ['notify job'],
  api: [],
};

export type LeaseKind = 'source' | 'brand' | 'ingest job' | 'notify job';
