import { z } from 'zod';
import { longestOverlapMinutes } from '../commands/manage-keys.ts';
import { longestChallenge } from '../core/text/proof-of-work.ts';
import { incidentStates } from '../core/words/incident.ts';
import { kinds } from '../core/words/report.ts';
import { roles } from '../core/words/role.ts';
import { surfaceIds } from '../core/words/surface.ts';
import { ownSymptomShape, symptomIds } from '../core/words/symptom.ts';
import { isZone } from '../core/words/zone.ts';
import { storableName } from '../ports/storable-text.ts';

// Everything that the API may be asked: queries and bodies. Instants arrive as ISO 8601 and leave as epoch ms.

const example = '2026-11-03T15:00:00Z';
const earliest = 0;
const latest = Date.UTC(3000, 0, 1);
const shapeOfInstant = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/;

/** ISO 8601 with zone, or a date alone (midnight UTC), as epoch ms. */
export const instantParameter = z
  .string()
  .regex(shapeOfInstant, `must be an ISO 8601 instant with its zone, for example ${example}, or a date`)
  .transform((text, context) => {
    const at = Date.parse(text);
    if (Number.isFinite(at) && !rolledOver(text, at)) {
      if (at >= earliest && at < latest) return at;
      context.addIssue({ code: 'custom', message: 'must lie between 1970 and 2999' });
      return z.NEVER;
    }
    context.addIssue({ code: 'custom', message: `"${text}" is not a day of the calendar` });
    return z.NEVER;
  })
  .meta({ description: 'ISO 8601 with zone, or a date (midnight UTC)', example });

// Date.parse takes 31 February for 3 March.
function rolledOver(text: string, at: number): boolean {
  const offset = /([+-])(\d{2}):(\d{2})$/.exec(text.slice(10));
  const shiftMinutes = offset ? (offset[1] === '-' ? -1 : 1) * (Number(offset[2]) * 60 + Number(offset[3])) : 0;
  return new Date(at + shiftMinutes * 60_000).toISOString().slice(0, 10) !== text.slice(0, 10);
}

export const brandId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'must be the slug of a brand, for example walmart');
export const limit = z.coerce.number().int().min(1).max(500).default(50);
/** What the database can hold and compare. */
export const name = storableName.min(1);
/** Holds the id of a post, which may be long. */
export const cursor = z.string().max(8_000).optional();
export const paging = { limit, cursor };
export const range = { from: instantParameter.optional(), to: instantParameter.optional() };
const minuteMs = 60_000;
/** Of what is kept by the minute: those that the instants fall into. */
const minutes = {
  from: inMinutes(Math.floor, 'the beginning of its minute').optional(),
  to: inMinutes(Math.ceil, 'the end of its minute').optional(),
};

function inMinutes(round: (value: number) => number, meant: string) {
  return instantParameter
    .transform((at) => round(at / minuteMs) * minuteMs)
    .meta({ description: `ISO 8601 with zone, or a date (midnight UTC); taken as ${meant}`, example });
}
/** What the pack of a brand names by its words. */
export const ownSymptom = z
  .string()
  .regex(ownSymptomShape, 'must be a shared symptom, or a brand’s own such as own:gift_cards');
export const symptomName = z.union([z.enum(symptomIds), ownSymptom]);
const symptom = z.union([z.enum([...symptomIds, '*']), ownSymptom]);
const surface = z.enum([...surfaceIds, '*']);
const area = z
  .string()
  .regex(/^(\*|[A-Z]{2}(-[A-Z]{2}(:\d{5})?)?)$/, 'must be *, US, a state such as US-TX or a metro such as US-TX:19100');
export const stateArea = z.string().regex(/^[A-Z]{2}-[A-Z]{2}$/, 'must be a state such as US-TX');
export const zone = z
  .string()
  .max(64)
  .refine(isZone, { error: 'must be an IANA time zone, for example America/Chicago' });

export const buckets = ['1m', '5m', '15m', '1h', '1d'] as const;
export const bucket = z.enum(buckets);

export const storesQuery = z
  .object({
    brand: brandId,
    zip: z
      .string()
      .regex(/^\d{5}$/, 'must be a ZIP code of five digits')
      .optional()
      .meta({ description: 'Nearest first, seen from the center of this ZIP code' }),
    lat: z.coerce.number().min(-90).max(90).optional(),
    lon: z.coerce.number().min(-180).max(180).optional().meta({ description: 'With lat: nearest to this point first' }),
    limit: z.coerce.number().int().min(1).max(20_000).default(20_000),
  })
  .refine(({ lat, lon }) => (lat === undefined) === (lon === undefined), {
    error: 'lat and lon go together',
    path: ['lon'],
  });

export const brandPath = z.object({ id: brandId });
export const incidentPath = z.object({ id: name.max(200) });

export const incidentsQuery = z.object({
  brand: brandId.optional(),
  state: z
    .enum([...incidentStates, 'open'])
    .optional()
    .meta({ description: '`open`: all but closed' }),
  ...range,
  ...paging,
});

export const deliveriesQuery = z.object({
  channel: name.max(40).optional(),
  incident: name.max(200).optional(),
  ...paging,
});

export const alertsQuery = z.object({
  brand: brandId.optional(),
  method: z.enum(['temporal', 'strata', 'spatial', 'official']).optional(),
  active: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional(),
  ...range,
  ...paging,
});

export const reportsQuery = z.object({
  brand: brandId.optional(),
  kind: z.enum(kinds).optional(),
  symptom: symptom.optional(),
  surface: surface.optional(),
  area: area.optional(),
  source: name.max(100).optional(),
  order: z
    .enum(['newest', 'oldest', 'harm'])
    .default('newest')
    .meta({ description: '`harm`: money, medicine and people in a store first, then by reach' }),
  ...minutes,
  ...paging,
});

const sourceName = name
  .max(100)
  .optional()
  .meta({ description: 'Only what came from this source; counts of one source have no expectation' });
const stratum = { symptom: symptom.default('*'), surface: surface.default('*'), area: area.default('*') };

export const timelineQuery = z.object({
  brand: brandId,
  ...minutes,
  bucket: bucket.default('1m'),
  tz: zone.default('UTC').meta({ description: 'Zone in which days begin (bucket 1d)' }),
  ...stratum,
  source: sourceName,
});

export const breakdownQuery = z.object({
  brand: brandId,
  by: z.enum(['symptom', 'surface', 'area', 'source', 'kind']),
  ...minutes,
});

export const gridQuery = z.object({ brand: brandId, ...minutes });

export const areasQuery = z.object({ brand: brandId, symptom: symptom.default('*'), ...minutes });

export const explainQuery = z
  .object({
    brand: brandId,
    symptom: symptom.default('*'),
    surface: surface
      .exclude(['unknown'])
      .default('*')
      .meta({ description: 'Watched over time by themselves and with each symptom' }),
    area: z
      .string()
      .regex(/^(\*|US-[A-Z]{2})$/, 'must be * or a state such as US-TX: these are watched over time')
      .default('*'),
    at: instantParameter.optional(),
  })
  .refine(({ surface, area }) => surface === '*' || area === '*', {
    error: 'a surface in one state is not watched over time: name one of the two',
    path: ['surface'],
  });

export const exportsQuery = z
  .object({
    what: z.enum(['timeline', 'posts', 'incidents']),
    format: z.enum(['csv', 'ndjson', 'parquet']).default('csv'),
    from: instantParameter,
    to: instantParameter,
    brand: brandId.optional(),
    symptom: symptom.optional(),
    surface: surface.optional(),
    area: area.optional(),
    source: sourceName,
    bucket: bucket.default('1m'),
    tz: zone.default('UTC'),
  })
  .refine(({ what, source }) => what !== 'incidents' || source === undefined, {
    error: 'incidents come from all sources together: leave it out',
    path: ['source'],
  });

/** Judges again what is stored; the bounds are those of the settings. */
export const backtestBody = z.strictObject({
  brand: brandId.optional().meta({ description: 'One brand; without it all' }),
  from: instantParameter,
  to: instantParameter,
  learnDays: z.int().min(0).max(90).default(28).meta({ description: 'Days before `from` to learn from' }),
  settings: z
    .strictObject({
      falseAlarmBudgetDays: z.number().min(1).max(36_500).optional(),
      authorWindowMinutes: z.number().min(1).max(1_440).optional(),
      leastExcessShare: z.number().min(0).max(1).optional(),
      resolveDelayMinutes: z.number().min(1).max(240).optional(),
      reopenMinutes: z.number().min(0).max(1_440).optional(),
    })
    .default({})
    .meta({ description: 'What differs from the settings in force' }),
  outages: z
    .array(z.strictObject({ brand: brandId, from: instantParameter, to: instantParameter }))
    .max(1_000)
    .default([])
    .meta({ description: 'Times at which something is known to have been broken; alarms then are not false' }),
});
export const backtestPath = z.object({ id: z.string().regex(/^[0-9a-f]{12}$/, 'must be the twelve letters given') });

const role = z.enum(roles);
export const newKeyBody = z.strictObject({ name: storableName.trim().min(1).max(100), role });
export const keyRotationBody = z.strictObject({
  overlapMinutes: z
    .int()
    .min(0)
    .max(longestOverlapMinutes)
    .default(60)
    .meta({ description: 'Minutes for which the old key stays in force beside the new one' }),
});
export const sessionBody = z.strictObject({ key: z.string().min(1).max(200) });

/** The report form. */
export const formReport = z.strictObject({
  kind: z.enum(['current', 'resolved']).default('current').meta({ description: '`resolved`: "fixed for me"' }),
  symptoms: z.array(z.enum(symptomIds)).max(symptomIds.length).default([]),
  surfaces: z.array(z.enum(surfaceIds)).max(surfaceIds.length).default([]),
  place: z.string().trim().max(200).optional(),
  text: z.string().max(2_000).optional(),
  lang: storableName.max(35).default('en'),
  proof: z
    .strictObject({ challenge: z.string().max(longestChallenge), nonce: z.int().min(0) })
    .optional()
    .meta({ description: 'The number whose SHA-256 of "challenge:nonce" begins with as many zero bits as were asked' }),
});

export type FormReport = z.input<typeof formReport>;
export type ReportsQuery = z.infer<typeof reportsQuery>;
export type TimelineQuery = z.infer<typeof timelineQuery>;

/** For addresses without parameters. */
export const noQuery = z.object({});

export const keyPath = z.object({ id: z.string().regex(/^[0-9a-f]{8}$/, 'must be the eight letters after "oc_"') });
export const eventsQuery = z.object({
  lastEventId: z.string().max(100).optional().meta({ description: 'For readers that can’t send Last-Event-ID' }),
});
