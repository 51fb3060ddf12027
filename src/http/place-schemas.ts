import { z } from 'zod';
import { count, id, listOf, point } from './schemas.ts';

export const areaRow = z
  .object({
    id: id.meta({ description: '`US-TX` or `US-TX:19100` (the metro’s part in that state)' }),
    name: z.string(),
    level: z.enum(['state', 'metro']),
    center: point.nullable().meta({ description: 'Center of population' }),
    observed: count.nullable(),
    expected: z.number().nullable().meta({ description: 'Of a metro: its state’s, by the share of the people' }),
    relative: z.number().nullable().meta({ description: 'observed / expected' }),
    suppressed: z.boolean().meta({
      description:
        'True: fewer than k reports, or one of such cells would follow by subtraction, so the figures are withheld.',
    }),
  })
  .meta({ id: 'Area' });

export const store = z
  .object({
    id,
    name: z.string(),
    lat: z.number(),
    lon: z.number(),
    km: z.number().min(0).nullable().meta({ description: 'Distance from the ZIP code or point that was asked for' }),
  })
  .meta({ id: 'Store' });

export const areas = z
  .object({
    ...listOf(areaRow).shape,
    located: z.object({ n: count, of: count }).meta({ description: 'n of the current reports could be placed' }),
    k: z.int().meta({ description: 'Smallest cell that is shown' }),
  })
  .meta({ id: 'Areas' });

export type AreaRow = z.infer<typeof areaRow>;
export type AreasAnswer = z.infer<typeof areas>;
export type StoreAnswer = z.infer<typeof store>;
