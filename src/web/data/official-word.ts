import type { List, ReportAnswer } from '../../http/schemas.ts';
import { address } from './api.ts';
import { useQuery } from './query.ts';

export interface OfficialWord {
  /** False while unknown, and for people who may not read posts. */
  isKnown: boolean;
  /** The brand's own first post that admits a fault. */
  first: ReportAnswer | null;
}

/** What the brand itself has said since an instant: silence is counted by the minute. */
export function useOfficialWord(brand: string, from: string | undefined, to: string | undefined): OfficialWord {
  const url = from ? address('reports', { brand, kind: 'ack', order: 'oldest', limit: 50, from, to }) : null;
  const answer = useQuery<List<ReportAnswer>>(url, { topics: ['reports'], brand });
  return {
    isKnown: answer.data !== null,
    first: answer.data?.items.find((post) => post.fromBrand && post.kind === 'ack') ?? null,
  };
}
