import { z } from 'zod';
import { brandId, instantParameter } from './requests.ts';
import { asOfFields, count, instant } from './schemas.ts';

export const clustersQuery = z.object({
  brand: brandId,
  from: instantParameter.optional(),
  to: instantParameter.optional(),
  least: z.coerce
    .number()
    .int()
    .min(2)
    .max(100)
    .default(3)
    .meta({ description: 'People of which a cluster has at least' }),
});

export const cluster = z
  .object({
    id: z.string().meta({ description: 'Its foremost words; it holds as long as they do' }),
    words: z.array(z.object({ word: z.string(), posts: count })),
    posts: count,
    authors: count,
    usual: z
      .number()
      .nullable()
      .meta({ description: 'People who said the like in as long a time over the fortnight before; null: no past yet' }),
    growth: z.number().nullable().meta({ description: '(authors + ½) / (usual + ½)' }),
    firstAt: instant,
    lastAt: instant,
    samples: z
      .array(
        z.object({ id: z.string(), at: instant, text: z.string(), lang: z.string().nullable(), author: z.string() }),
      )
      .meta({ description: 'The most typical, at most five' }),
    symptom: z
      .object({ symptomWords: z.record(z.string(), z.array(z.string())) })
      .meta({ description: 'What to add to the brand’s pack, so that such posts have a symptom of their own' }),
  })
  .meta({ id: 'Cluster' });

export const clusters = z
  .object({
    items: z.array(cluster),
    unexplained: z
      .object({ n: count, of: count })
      .meta({ description: 'n of the current reports have no named symptom, or the model was not sure of them' }),
    from: instant,
    to: instant,
    ...asOfFields,
  })
  .meta({ id: 'Clusters' });

export type ClusterAnswer = z.infer<typeof cluster>;
export type ClustersAnswer = z.infer<typeof clusters>;
