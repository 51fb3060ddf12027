import type { ReportAnswer } from '../../http/schemas.ts';

/** What a store review says besides its text: "version 24.1, US, 1 star". */
export function reviewFacts({ version, country, rating }: NonNullable<ReportAnswer['app']>): string {
  const stars = `${rating} ${rating === 1 ? 'star' : 'stars'}`;
  return [...(version === null ? [] : [`version ${version}`]), country, stars].join(', ');
}
