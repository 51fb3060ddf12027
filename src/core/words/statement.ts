export const statementKinds = ['holding', 'recovering', 'all-clear'] as const;
export type StatementKind = (typeof statementKinds)[number];

/** What the brand tells its customers about an incident, in English and Spanish. */
export interface Statement {
  id: number;
  /** Of which it was said; may have become part of another since. */
  incidentId: string;
  kind: StatementKind;
  en: string;
  es: string;
  /** Minutes after the approval in which the next word is promised; null: none is. */
  nextUpdateMinutes: number | null;
  proposedAt: number;
  proposedBy: string;
  approvedAt: number | null;
  approvedBy: string | null;
}
