export const markerKinds = ['deploy', 'promotion', 'other'] as const;
export type MarkerKind = (typeof markerKinds)[number];

/** Something that happened on the brand's own side. It stands beside the evidence and never counts as any. */
export interface Marker {
  id: number;
  brand: string;
  kind: MarkerKind;
  at: number;
  note: string;
  /** Who, or which pipeline, says so. */
  name: string;
}
