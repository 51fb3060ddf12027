import type { List, ReportAnswer } from '../../http/schemas.ts';
import { address } from './api.ts';
import { useQuery } from './query.ts';

/** The text of the brand's own first word since an instant, for people who may read posts. */
export function useOfficialWord(brand: string, from: string | undefined, to: string | undefined) {
  const url = from ? address('reports', { brand, kind: 'ack', order: 'oldest', limit: 50, from, to }) : null;
  const answer = useQuery<List<ReportAnswer>>(url, { topics: ['reports'], brand });
  return answer.data?.items.find((post) => post.fromBrand && post.kind === 'ack') ?? null;
}
