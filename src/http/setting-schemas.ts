import { z } from 'zod';
import { count, instant } from './schemas.ts';

// What the installation is set to, as people with a key may see it: never a secret.

export const channel = z
  .object({
    id: z.string(),
    kind: z.string(),
    from: z.string().meta({ description: 'Rung of the ladder from which on it is told' }),
    brands: z.array(z.string()).nullable().meta({ description: 'Null: all' }),
    symptoms: z.array(z.string()).nullable().meta({ description: 'Null: any' }),
    areas: z.array(z.string()).nullable().meta({ description: 'Null: any' }),
    waiting: count,
    delivered: count.meta({ description: 'Of the last seven days, as what failed' }),
    failed: count,
    lastDeliveredAt: instant.nullable(),
    lastFault: z.string(),
  })
  .meta({ id: 'Channel' });

export const channelTrial = z
  .object({
    id: z.string(),
    kind: z.string(),
    state: z.enum(['ok', 'failing']),
    latencyMs: count,
    message: z.string().meta({ description: 'What was done, or what is wrong and what to do' }),
  })
  .meta({ id: 'ChannelTrial' });

export const digest = z
  .object({
    channel: z.string(),
    at: z.string().meta({ description: 'Wall clock of the zone' }),
    zone: z.string(),
    weekdays: z.array(count).meta({ description: '0 = Sunday; empty: every day' }),
    next: instant,
    from: instant.meta({ description: 'End of the last digest, else a day ago' }),
    to: instant,
    title: z.string(),
    sections: z.array(z.object({ heading: z.string(), lines: z.array(z.string()) })),
    text: z.string(),
  })
  .meta({ id: 'Digest' });

export const delivery = z
  .object({
    key: z.string().meta({ description: 'Idempotency key: incident : number of the step : channel' }),
    incident: z.string().nullable().meta({ description: 'Null: a digest' }),
    revision: count,
    channel: z.string(),
    at: instant.meta({ description: 'Of the step; of a digest the end of its span' }),
    state: z.enum(['waiting', 'delivered', 'failed', 'held', 'withheld']),
    attempts: count,
    due: instant,
    delivered: instant.nullable(),
    message: z.string().meta({ description: 'The last fault; empty when there was none since' }),
    heldBy: z.string().nullable(),
    reminder: count.meta({ description: 'Number of the reminder; 0: the step itself' }),
  })
  .meta({ id: 'Delivery' });

const words = z.array(z.string());
export const brandPack = z
  .object({
    id: z.string(),
    name: z.string(),
    role: z.enum(['brand', 'provider']),
    industry: z.string(),
    demo: z.boolean(),
    words,
    ambiguous: words.meta({ description: 'Mean the brand only beside other evidence' }),
    handles: words,
    supportAccounts: words,
    statusPage: z.string().nullable(),
    symptoms: words,
    ownSymptoms: z.record(z.string(), words).meta({ description: 'Symptoms by phrases' }),
    peers: words,
    dependencies: words,
    mentionsPerDay: z.number(),
    timeZone: z.string(),
  })
  .meta({ id: 'BrandPack' });

export const settings = z
  .object({
    judging: z.record(z.string(), z.number()).meta({ description: 'What a backtest may change' }),
    versions: z.object({ program: z.string(), config: z.string(), model: z.string(), data: z.string() }),
    smallestCell: count,
    formEmbedders: words,
    packs: z.array(brandPack),
  })
  .meta({ id: 'Settings' });

export type ChannelAnswer = z.output<typeof channel>;
export type ChannelTrialAnswer = z.output<typeof channelTrial>;
export type BrandPackAnswer = z.output<typeof brandPack>;
export type SettingsAnswer = z.output<typeof settings>;
