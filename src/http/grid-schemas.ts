import { z } from 'zod';
import { count, listOf } from './schemas.ts';

export const gridCell = z
  .object({
    symptom: z.string(),
    surface: z.string(),
    observed: count.nullable(),
    suppressed: z.boolean().meta({ description: 'True: fewer than k people, so the figure is withheld' }),
  })
  .meta({ id: 'SymptomSurface', description: 'People who report this symptom on this surface' });

const margin = z.object({ key: z.string(), observed: count });

export const symptomGrid = z
  .object({
    ...listOf(gridCell).shape,
    symptoms: z.array(margin).meta({ description: 'Most people first' }),
    surfaces: z.array(margin).meta({ description: '`app` is any app; `unknown`: none was named' }),
    people: count.meta({ description: 'All with a current report; who names several symptoms stands in several rows' }),
    k: z.int().meta({ description: 'Smallest cell that is shown' }),
  })
  .meta({ id: 'SymptomGrid' });

export type SymptomGridAnswer = z.infer<typeof symptomGrid>;
