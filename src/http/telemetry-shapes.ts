import { z } from 'zod';
import { surfaceIds } from '../core/words/surface.ts';
import { symptomIds } from '../core/words/symptom.ts';
import { telemetryStates, telemetryVerdicts } from '../core/words/telemetry.ts';
import { brandId, instantParameter, ownSymptom, range, symptomName } from './requests.ts';
import { count, instant } from './schemas.ts';

// A brand's own signals beside what people report: what is pushed, what is known, and the verdict.

const longestWindowMs = 86_400_000;
const state = z.enum(telemetryStates);
const scope = {
  symptom: z.union([z.enum(['*']), symptomName]),
  surface: z.enum([...surfaceIds, '*']),
};

export const pushedWindow = z
  .strictObject({
    brand: brandId,
    signal: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'must be up to 64 lower-case letters, digits and hyphens')
      .default('pushed')
      .meta({ description: 'Name of the measurement, such as checkout-success' }),
    symptom: z
      .union([z.enum([...symptomIds, '*']), ownSymptom])
      .default('*')
      .meta({ description: 'What it speaks of' }),
    surface: scope.surface.default('*'),
    from: instantParameter,
    to: instantParameter,
    state,
    value: z
      .number()
      .nullable()
      .default(null)
      .meta({ description: 'The worst value in the window, where there is one' }),
  })
  .refine(({ from, to }) => from < to, { error: 'from must lie before to', path: ['to'] })
  .refine(({ from, to }) => to - from <= longestWindowMs, { error: 'a window is at most a day', path: ['to'] });
export const pushBody = z.union([pushedWindow, z.array(pushedWindow).min(1).max(500)]);
export const pushed = z.object({ windows: count.meta({ description: 'Windows stored' }) }).meta({ id: 'Pushed' });

export const telemetryQuery = z.object({ brand: brandId.optional(), ...range });

const badStretch = { from: instant, to: instant.nullable(), worst: state, value: z.number().nullable() };
export const signalAnswer = z
  .object({
    ...{ brand: z.string(), signal: z.string(), ...scope },
    origin: z.enum(['prometheus', 'pushed']),
    health: z.enum(['starting', 'ok', 'empty', 'failing', 'silent']).meta({
      description: '`empty`: answers without data; `failing`: can’t be read; `silent`: nothing was pushed lately',
    }),
    healthSince: instant,
    message: z.string(),
    state: state
      .nullable()
      .meta({ description: 'Of the last ten minutes; null: not known, which is not the same as ok' }),
    value: z.number().nullable(),
    knownUntil: instant.nullable(),
  })
  .meta({ id: 'TelemetrySignal' });
const stretch = z.object({ brand: z.string(), signal: z.string(), ...scope, ...badStretch });
export const telemetry = z
  .object({
    from: instant,
    to: instant,
    signals: z.array(signalAnswer),
    internalOnly: z.array(stretch).meta({
      description:
        'Bad for two minutes and more without an incident about the same; newest first. `to` null: it lasts.',
    }),
    rule: z.string(),
  })
  .meta({ id: 'Telemetry' });

const lead = z.object({ at: z.number(), low: z.number(), high: z.number() });
export const telemetryVerdict = z
  .object({
    verdict: z
      .enum(telemetryVerdicts)
      .meta({ description: '`failing`: signals can’t be read, so nothing can be told' }),
    text: z.string().meta({ description: 'The verdict in one sentence' }),
    onsetAt: instant.nullable(),
    recoveredAt: instant.nullable(),
    leadMinutes: lead.nullable().meta({ description: 'Telemetry onset minus public onset; above 0 people were first' }),
    findings: z.array(
      z.object({
        ...{ signal: z.string(), ...scope },
        found: z.enum(['bad', 'calm', 'bad-before', 'unreadable']),
        from: instant.nullable(),
        to: instant.nullable(),
        worst: state,
        value: z.number().nullable(),
        message: z.string(),
      }),
    ),
    rule: z.string().meta({ description: 'How onsets and verdict are found' }),
  })
  .meta({ id: 'TelemetryVerdict' });

export type TelemetryAnswer = z.output<typeof telemetry>;
export type SignalAnswer = z.output<typeof signalAnswer>;
export type TelemetryVerdictAnswer = z.output<typeof telemetryVerdict>;
