import { z } from 'zod';
import { repeats } from '../core/words/hold.ts';
import { symptomIds } from '../core/words/symptom.ts';
import { personName, writtenText } from './handling-requests.ts';
import { brandId, name, zone } from './requests.ts';
import { instant } from './schemas.ts';

// Maintenance windows and silences: what is asked and what is answered.

const wallClock = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/, 'must be YYYY-MM-DDTHH:MM on the wall clock of the zone')
  .refine((text) => isWallClock(text), { error: 'is not a time of the calendar' });
const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'must be YYYY-MM-DD')
  .refine((text) => isWallClock(`${text}T00:00`), { error: 'is not a day of the calendar' });

function isWallClock(text: string): boolean {
  const at = Date.parse(`${text}:00Z`);
  return Number.isFinite(at) && new Date(at).toISOString().startsWith(text);
}

const reason = writtenText(1_000).min(1, 'say why');
const owner = personName.meta({ description: 'Who answers for it; without it the name of the key' });
const window = {
  brand: brandId,
  reason,
  zone,
  firstStart: wallClock,
  durationMinutes: z
    .int()
    .min(1)
    .max(7 * 1_440)
    .meta({ description: 'On the wall clock' }),
  repeat: z.enum(repeats).default('once'),
  weekdays: z.array(z.int().min(0).max(6)).max(7).default([]).meta({ description: 'Of a weekly one, 0 = Sunday' }),
  lastDay: day.nullable().default(null).meta({ description: 'Last day on which it begins' }),
};
export const maintenanceBody = z.strictObject({ ...window, owner });

const silence = {
  brand: brandId.nullable().default(null).meta({ description: 'null: all brands' }),
  symptom: z.enum(symptomIds).nullable().default(null).meta({ description: 'Main symptom; null: any' }),
  channel: name.max(40).nullable().default(null).meta({ description: 'null: all channels' }),
  reason,
};
const minutes = z
  .int()
  .min(1)
  .max(30 * 1_440);
export const silenceBody = z.strictObject({ ...silence, owner, minutes });
export const holdPath = z.object({
  id: z.coerce
    .number()
    .int()
    .min(1)
    .max(2 ** 53 - 1),
});

const occurrence = z.object({ from: instant, to: instant }).nullable();
export const maintenanceWindow = z
  .object({ id: z.int(), ...window, owner: z.string(), now: occurrence, next: occurrence })
  .meta({ id: 'MaintenanceWindow' });
export const silenceAnswer = z
  .object({ id: z.int(), ...silence, owner: z.string(), startsAt: instant, expiresAt: instant })
  .meta({ id: 'Silence' });
export const lifted = z.object({ lifted: z.int() });
export const holdAnswer = z
  .object({
    kind: z.enum(['maintenance', 'silence']),
    id: z.int(),
    owner: z.string(),
    reason: z.string(),
    until: instant,
  })
  .meta({ id: 'Hold', description: 'Why messages are held back now' });

export type MaintenanceAnswer = z.output<typeof maintenanceWindow>;
export type SilenceAnswer = z.output<typeof silenceAnswer>;
export type HoldAnswer = z.output<typeof holdAnswer>;
