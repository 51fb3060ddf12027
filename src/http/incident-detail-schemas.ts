import { z } from 'zod';
import { componentIds } from '../core/incident/component-profiles.ts';
import { alert, asOfFields, incident, instant, transition } from './schemas.ts';

/** The brand's own support accounts and status page, since the onset. */
export const officialWord = z
  .object({
    firstWordAt: instant.nullable().meta({ description: 'First word that admits a fault' }),
    firstWordUrl: z.string().nullable(),
    allClearAt: instant.nullable(),
    minutesToFirstWord: z.number().nullable().meta({ description: 'From the onset; below 0: before it' }),
    minutesToAllClear: z.number().nullable(),
    silentMinutes: z.number().nullable().meta({ description: 'Since the onset, while there is no word' }),
  })
  .meta({ id: 'OfficialWord' });

/** A guess with its reasons, never a finding. */
export const component = z
  .object({
    id: z.enum(componentIds),
    name: z.string(),
    share: z.number().meta({ description: 'Likelihood beside the other hypotheses, 0..1' }),
    reasons: z.array(z.string()),
  })
  .meta({ id: 'Component' });

export const incidentDetail = z
  .object({
    ...incident.shape,
    official: officialWord,
    components: z.array(component).meta({ description: 'What of the brand may have failed, likeliest first' }),
    transitions: z.array(transition),
    alerts: z.array(alert),
    ...asOfFields,
  })
  .meta({ id: 'IncidentDetail' });

export type IncidentDetail = z.infer<typeof incidentDetail>;
export type ComponentAnswer = z.infer<typeof component>;
export type OfficialWordAnswer = z.infer<typeof officialWord>;
