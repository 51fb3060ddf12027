/** Where it is broken. */
export const surfaceIds = ['web', 'ios', 'android', 'app', 'store', 'network', 'api', 'unknown'] as const;
export type SurfaceId = (typeof surfaceIds)[number];
