import { z } from 'zod';
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

export const incidentDetail = z
  .object({
    ...incident.shape,
    official: officialWord,
    transitions: z.array(transition),
    alerts: z.array(alert),
    ...asOfFields,
  })
  .meta({ id: 'IncidentDetail' });

export type IncidentDetail = z.infer<typeof incidentDetail>;
export type OfficialWordAnswer = z.infer<typeof officialWord>;
