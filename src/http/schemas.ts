import { z } from 'zod';
import { changeKinds, incidentStates } from '../core/words/incident.ts';
import { placeLevels } from '../core/words/place.ts';
import { kinds } from '../core/words/report.ts';
import { surfaceIds } from '../core/words/surface.ts';
import { symptomName } from './requests.ts';

// Everything that the API answers. What it is asked stands in requests.ts. Instants are ISO 8601, UTC.

export const instant = z.iso
  .datetime()
  .meta({ description: 'Instant, ISO 8601, UTC', example: '2026-11-03T15:12:00Z' });
export const count = z.int().min(0);
const share = z.number().min(0).max(1);
export const id = z.string().min(1);

export const asOfFields = {
  asOf: instant.meta({ description: 'The detector has judged everything before this instant.' }),
  stale: z.boolean().meta({ description: 'True when `asOf` is older than three minutes against the clock.' }),
};

/** The envelope of every list. */
export function listOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item),
    ...asOfFields,
    next: z
      .string()
      .optional()
      .meta({ description: 'Pass as `cursor` to get the following page; absent on the last.' }),
  });
}

export const brandStates = ['ok', 'watching', 'probable', 'confirmed', 'recovering', 'learning', 'blind'] as const;
export const brandSummary = z
  .object({
    id,
    name: z.string(),
    role: z.enum(['brand', 'provider']),
    industry: z.string(),
    demo: z.boolean().meta({ description: 'True for the scripted demonstration, which is no real brand.' }),
    state: z
      .enum(brandStates)
      .meta({ description: '`learning`: baseline still young; `blind`: no source can be read.' }),
    incidentId: z.string().nullable(),
    since: instant.nullable().meta({ description: 'Onset of the open incident, else null.' }),
    sentence: z.string().meta({ description: 'The state in one English sentence.' }),
    timeZone: z.string(),
    lastHour: z.object({ observed: count, expected: z.number().min(0).nullable() }),
    spark: z
      .object({
        from: instant,
        observed: z.array(count.nullable()).meta({ description: '60 one-minute counts; null where no source was up.' }),
        expected: z.array(z.number().nullable()),
      })
      .meta({ description: 'The hour before this brand’s `asOf`, minute by minute.' }),
    peers: z.array(z.string()),
    dependencies: z.array(z.string()),
    sources: z.object({ up: count, of: count }),
    ...asOfFields,
  })
  .meta({ id: 'Brand' });

export const point = z.object({ lat: z.number(), lon: z.number() });

export const onset = z.object({ at: instant, low: instant, high: instant });
const shares = <Id extends z.ZodType>(ids: Id) => z.array(z.object({ id: ids, share }));
const interval = z.number().min(0).nullable().meta({ description: 'Minutes; null when beyond all measure.' });

export const region = z
  .object({
    name: z.string().meta({ description: 'As people say it' }),
    areaIds: z.array(id),
    center: point.nullable().meta({ description: 'Of the circle; null for states' }),
    radiusKm: z.number().min(0).nullable(),
    observed: z.number(),
    expected: z.number(),
  })
  .meta({ id: 'Region' });

export const incident = z
  .object({
    id,
    brand: id,
    brandName: z.string(),
    demo: z.boolean(),
    state: z.enum(incidentStates),
    sentence: z.string(),
    onset,
    detectedAt: instant,
    updatedAt: instant,
    closedAt: instant.nullable(),
    symptoms: shares(symptomName),
    surfaces: shares(z.enum(surfaceIds)),
    scope: z.enum(['national', 'regional', 'unknown']),
    areas: z.array(z.object({ id, name: z.string(), observed: z.number(), expected: z.number() })),
    region: region.nullable().meta({ description: 'Where it is when regional, where it is worst when national' }),
    evidence: z.object({
      observed: z.number(),
      expected: z.number(),
      recurrenceIntervalMinutes: interval,
      authors: count,
      located: z.object({ n: count, of: count }),
    }),
    attribution: z.object({ kind: z.enum(['internal', 'external', 'unknown']), reasons: z.array(z.string()) }),
    reasons: z.array(z.string()),
    revision: z.int().min(1),
    mergedInto: id.nullable().meta({ description: 'The older incident that it has become part of' }),
    parent: id.nullable().meta({ description: 'The failure that several brands share, of which it is a part' }),
    below: z
      .array(z.object({ incident: id, brand: id, name: z.string() }))
      .meta({ description: 'Of such a failure: its brands' }),
    follows: z
      .object({ symptom: z.string().nullable(), area: z.string().nullable() })
      .nullable()
      .meta({ description: 'What it follows of the brand, if it was split off; null: the brand as a whole' }),
  })
  .meta({ id: 'Incident' });

export const alert = z
  .object({
    id,
    method: z.enum(['temporal', 'strata', 'spatial', 'official']),
    brand: id,
    symptom: z.string().meta({ description: 'A symptom id or `*` for all.' }),
    surface: z.string(),
    area: z.string(),
    areaName: z.string(),
    firstAt: instant,
    at: instant.meta({ description: 'Minute as of which the figures hold.' }),
    observed: z.number().nullable().meta({ description: 'Null: withheld, too few people speak from this place' }),
    expected: z.number().nullable(),
    recurrenceIntervalMinutes: interval,
    onset,
    active: z.boolean(),
    reasons: z.array(z.string()),
  })
  .meta({ id: 'Alert' });

export const transition = z
  .object({
    revision: z.int().min(1),
    at: instant,
    from: z.enum(incidentStates).nullable(),
    to: z.enum(incidentStates),
    observed: z.number(),
    expected: z.number(),
    recurrenceIntervalMinutes: interval,
    reasons: z.array(z.string()),
    change: z
      .object({ kind: z.enum(changeKinds), other: id })
      .nullable()
      .meta({ description: 'What a person made of two incidents, where the step is no finding' }),
  })
  .meta({ id: 'Transition' });

export const place = z.object({
  country: z.string(),
  state: z.string().nullable(),
  city: z.string().nullable(),
  metro: z.string().nullable(),
  lat: z.number().nullable(),
  lon: z.number().nullable(),
  level: z.enum(placeLevels),
  from: z
    .enum(['geo', 'text', 'profile', 'app-store'])
    .meta({ description: '`app-store`: the country whose app store the review stands in' }),
  confidence: share,
});

export const report = z
  .object({
    id: id.meta({ description: '`source:native id` of the post' }),
    brand: id,
    source: id,
    at: instant,
    editedAt: instant.nullable(),
    kind: z.enum(kinds),
    pCurrent: share,
    symptoms: z.array(z.string()),
    surfaces: z.array(z.string()),
    place: place.nullable(),
    text: z.string(),
    lang: z.string().nullable(),
    url: z.string().nullable().meta({ description: 'Only http and https; else null.' }),
    fromBrand: z.boolean(),
    author: z.string().meta({ description: 'Short pseudonym, the same for the same person; not the platform’s id.' }),
    copies: count.meta({ description: 'Near copies of this text within a day.' }),
    reach: count.nullable().meta({ description: 'The author’s followers, else those who reacted; a power of two' }),
    app: z
      .object({ version: z.string().nullable(), country: z.string(), rating: z.int().min(1).max(5) })
      .nullable()
      .meta({
        description: 'Of a review in an app store: version of the app, country of the store (ISO 3166-1), stars',
      }),
    model: z.string().meta({ description: '`stated`: chosen in a form; `person`: labeled' }),
    label: z
      .object({ id: z.int(), at: instant, by: z.string(), reason: z.string(), oldKind: z.enum(kinds) })
      .nullable()
      .meta({ description: 'The label whose verdict this is, if a person corrected it' }),
  })
  .meta({ id: 'Report' });

export const timelineBucket = z
  .object({
    at: instant.meta({ description: 'Start of the bucket' }),
    observed: count.nullable().meta({ description: 'Null: withheld, too few people speak from this place' }),
    mentions: count,
    expected: z.number().nullable(),
    lower: z.number().nullable(),
    upper: z.number().nullable(),
    excess: z.number().nullable(),
    exposure: share.meta({ description: 'Share of the bucket’s minutes in which sources were up.' }),
    suppressed: z.boolean().meta({
      description:
        'True: fewer than k people, or such a bucket would follow by subtraction, so the figures are withheld.',
    }),
  })
  .meta({ id: 'TimelineBucket' });

export const timeline = z
  .object({
    ...listOf(timelineBucket).shape,
    brand: id,
    symptom: z.string(),
    surface: z.string(),
    area: z.string(),
    source: z.string().meta({ description: '`*`: all' }),
    bucket: z.string(),
    tz: z.string(),
    from: instant,
    to: instant,
    band: share.meta({ description: 'Probability that the band holds the count when nothing is wrong: 0.95.' }),
  })
  .meta({ id: 'Timeline' });

export const breakdownRow = z
  .object({
    key: z.string(),
    name: z.string(),
    observed: count.nullable(),
    share: share.nullable(),
    suppressed: z.boolean(),
  })
  .meta({ id: 'BreakdownRow', description: 'Current reports by one property; a report may have several symptoms.' });

export const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string().meta({ description: 'Stable code' }),
    detail: z.string().meta({ description: 'What is wrong and how to mend it' }),
    instance: z.string().optional(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457' });

/** Data of the server-sent event `changed`. */
export const changed = z
  .object({
    what: z.array(z.enum(['brands', 'incidents', 'timeline', 'reports', 'sources'])),
    brands: z.array(z.string()).meta({ description: 'Empty: all' }),
    at: instant,
  })
  .meta({ id: 'Changed' });

export type BrandSummary = z.infer<typeof brandSummary>;
export type IncidentAnswer = z.infer<typeof incident>;
export type AlertAnswer = z.infer<typeof alert>;
export type TransitionAnswer = z.infer<typeof transition>;
export type ReportAnswer = z.infer<typeof report>;
export type TimelineAnswer = z.infer<typeof timeline>;
export type TimelineBucketAnswer = z.infer<typeof timelineBucket>;
export type BreakdownRow = z.infer<typeof breakdownRow>;
export type Problem = z.infer<typeof problem>;
export type Changed = z.infer<typeof changed>;
export interface List<Item> {
  items: Item[];
  asOf: string;
  stale: boolean;
  next?: string;
}
export type { ApiKeyAnswer, FormAnswer, IntakeAnswer, NewApiKeyAnswer, SessionAnswer } from './access-schemas.ts';
export type { SymptomGridAnswer } from './grid-schemas.ts';
export type { IncidentDetail, OfficialWordAnswer } from './incident-detail-schemas.ts';
export type { AreaRow, AreasAnswer, StoreAnswer } from './place-schemas.ts';
export type { SourceAnswer } from './source-schemas.ts';
