import { z } from 'zod';
import { kinds } from '../core/words/report.ts';
import { surfaceIds } from '../core/words/surface.ts';
import { storableText } from '../ports/storable-text.ts';
import { brandId, cursor, limit, name, symptomName } from './requests.ts';
import { instant } from './schemas.ts';

// What people say of reports: what may be asked, and what is answered.

export const reportPath = z.object({ id: name.max(500) });
export const labelPath = z.object({ id: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER) });

export const labelBody = z.strictObject({
  brand: brandId.meta({ description: 'The brand for which the post was judged' }),
  kind: z.enum(kinds),
  symptoms: z.array(symptomName).max(20).optional().meta({ description: 'Left out: as they are' }),
  surfaces: z
    .array(z.enum(surfaceIds))
    .max(surfaceIds.length)
    .optional()
    .meta({ description: 'Left out: as they are' }),
  reason: storableText.trim().max(500).default(''),
});

export const labelsQuery = z.object({
  brand: brandId.optional(),
  post: name.max(500).optional(),
  withdrawn: z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true')
    .meta({ description: '`true`: those that were taken back too' }),
  limit,
  cursor,
});

export const feedbackQuery = z.object({ brand: brandId.optional() });

const reading = { kind: z.enum(kinds), symptoms: z.array(z.string()), surfaces: z.array(z.string()) };

export const label = z
  .object({
    id: z.int(),
    report: z.string().meta({ description: '`source:native id` of the post' }),
    brand: z.string(),
    at: instant,
    by: z.string().meta({ description: 'Id of the key, or who sat at the machine' }),
    reason: z.string(),
    ...reading,
    old: z
      .object({ ...reading, pCurrent: z.number(), model: z.string() })
      .meta({ description: 'The verdict that was corrected; it comes back when the label is withdrawn' }),
    withdrawnAt: instant.nullable(),
    withdrawnBy: z.string().nullable(),
  })
  .meta({ id: 'Label' });

export type LabelBody = z.input<typeof labelBody>;
export type LabelAnswer = z.infer<typeof label>;
