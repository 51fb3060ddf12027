import { z } from 'zod';
import { said } from './items.ts';

export const xSettings = z.strictObject({
  bearerToken: said.meta({ secret: true }).describe('Bearer token of the X app.'),
  baseUrl: z
    .url({ protocol: /^https$/ })
    .default('https://api.x.com')
    .describe('Address of the X API; https only.'),
  queries: z.array(said).default([]).describe('Search queries besides those of the brand packs, in X’s own syntax.'),
  buy: z
    .enum(['out-of-band', 'always'])
    .default('out-of-band')
    .describe('Whether posts are bought only when their counts leave the usual band, or in every round.'),
  dailyBudgetUsd: z.number().min(0).default(5).describe('Most that is spent in a UTC day, US dollars.'),
  monthlyBudgetUsd: z.number().min(0).default(100).describe('Most that is spent in a UTC month, US dollars.'),
  unitPriceUsd: z
    .number()
    .positive()
    .default(0.005)
    .describe('Price of one post read and of one request for counts, US dollars.'),
  pageSize: z.number().int().min(10).max(100).default(100).describe('Posts asked for in one request.'),
  maxPostsPerRound: z
    .number()
    .int()
    .min(10)
    .default(300)
    .describe('Posts bought for one query in one round; the newest are taken.'),
  windowMinutes: z
    .number()
    .int()
    .min(1)
    .max(120)
    .default(15)
    .describe('Window whose count is held against the band, minutes.'),
  pastHours: z.number().min(2).max(160).default(48).describe('Past from which the band is made, hours.'),
  countsShare: z
    .number()
    .min(0.01)
    .max(1)
    .default(0.5)
    .describe('Share of the daily budget that may go into counts; it decides how often they are asked for.'),
  recheckShare: z
    .number()
    .min(0)
    .max(0.9)
    .default(0.1)
    .describe(
      'Share of the budget that is kept for asking whether stored posts were deleted or edited; 0: they are never asked about.',
    ),
  sampleEveryMinutes: z
    .number()
    .min(5)
    .default(1_440)
    .describe('How often ten posts are bought within the band, to know what is usual, minutes.'),
  lookbackMinutes: z.number().min(1).max(10_000).default(60).describe('How far back the first reading goes, minutes.'),
});
export type XSettings = z.output<typeof xSettings>;
