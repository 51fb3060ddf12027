import { z } from 'zod';
import { rungs } from '../core/incident/route.ts';
import { incidentVerdicts } from '../core/words/handling.ts';
import { storableText } from '../ports/storable-text.ts';
import { brandId, instantParameter, name, paging, range, stateArea, symptomName } from './requests.ts';

// What people may say about incidents, and how it is asked for.

/** Text by hand. */
export const writtenText = (most: number) => storableText.trim().max(most);
export const personName = name
  .trim()
  .max(100)
  .optional()
  .meta({ description: 'Who says so; without it the name of the key' });

export const acknowledgmentBody = z.strictObject({ name: personName, note: writtenText(1_000).default('') });
export const verdictBody = z.strictObject({
  name: personName,
  verdict: z.enum(incidentVerdicts),
  reason: writtenText(1_000).min(1, 'say why'),
  realOnsetAt: instantParameter.nullable().default(null).meta({ description: 'When it really began, if known' }),
});
export const missedOutageBody = z.strictObject({
  name: personName,
  brand: brandId,
  beganAt: instantParameter,
  note: writtenText(1_000).min(1, 'say what happened'),
});
export const mergeBody = z.strictObject({
  name: personName,
  with: name.max(200).meta({ description: 'The other incident of the brand' }),
  reason: writtenText(1_000).min(1, 'say why'),
});
export const splitBody = z
  .strictObject({
    name: personName,
    symptom: symptomName.optional(),
    area: stateArea.optional(),
    incident: name.max(200).optional().meta({ description: 'Takes the last merge back: what was taken in' }),
    reason: writtenText(1_000).min(1, 'say why'),
  })
  .refine(({ symptom, area, incident }) => [symptom, area, incident].filter((one) => one !== undefined).length === 1, {
    error: 'name a symptom, an area or an incident, one of them',
  });

export const scoreboardQuery = z.object({
  brand: brandId.optional(),
  ...range,
  rung: z.enum(rungs).default('watching').meta({ description: 'Incidents that came at least so high are counted' }),
});
export const missedOutagesQuery = z.object({ brand: brandId.optional(), ...range });
export const auditQuery = z.object({
  action: name.max(100).optional(),
  incident: name.max(200).optional(),
  ...range,
  ...paging,
});
