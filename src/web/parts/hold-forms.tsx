import { useSignal } from '@preact/signals';
import type { SessionAnswer } from '../../http/schemas.ts';
import { brandsOf, type World } from '../live/world.ts';
import { ActionForm } from './action-form.tsx';

const hourMinutes = 60;
export const weekdayNames = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

export function MaintenanceForm({ world }: { world: World }) {
  const repeat = useSignal('once');
  return (
    <ActionForm
      path="maintenance-windows"
      brand=""
      action="Plan"
      done="Planned."
      body={maintenanceBody}
      onDone={() => (repeat.value = 'once')}
    >
      <Brand world={world} />
      <label>
        Begins
        <input name="firstStart" type="datetime-local" required />
      </label>
      <label>
        Hours
        <input name="hours" type="number" min="0.25" max="168" step="0.25" defaultValue="2" required />
      </label>
      <label>
        Time zone
        <input name="zone" required defaultValue={Intl.DateTimeFormat().resolvedOptions().timeZone} />
      </label>
      <label>
        Again
        <select name="repeat" onChange={(event) => (repeat.value = event.currentTarget.value)}>
          <option value="once">Once</option>
          <option value="daily">Every day</option>
          <option value="weekly">Every week</option>
        </select>
      </label>
      <fieldset class="row" disabled={repeat.value !== 'weekly'}>
        <legend class="small">If every week, on (none: the day of the beginning)</legend>
        {weekdayNames.map((name, day) => (
          <label key={name}>
            <input type="checkbox" name="weekday" value={String(day)} /> {name}
          </label>
        ))}
      </fieldset>
      <Why session={world.session.data} />
    </ActionForm>
  );
}

/** Messages of one brand, or of the one that is chosen, are held back. */
export function SilenceForm({ world, brand }: { world: World; brand?: string }) {
  return (
    <ActionForm path="silences" brand={brand ?? ''} action="Silence" done="Silenced." body={silenceBody}>
      {brand === undefined ? <Brand world={world} all /> : <input type="hidden" name="brand" value={brand} />}
      <label>
        Hours
        <input name="hours" type="number" min="0.25" max="720" step="0.25" defaultValue="1" required />
      </label>
      <Why session={world.session.data} />
    </ActionForm>
  );
}

function Brand({ world, all = false }: { world: World; all?: boolean }) {
  return (
    <label>
      Brand
      <select name="brand">
        {all && <option value="">All brands</option>}
        {brandsOf(world)
          .filter(({ demo }) => !demo)
          .map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
      </select>
    </label>
  );
}

function Why({ session }: { session: SessionAnswer | null }) {
  return (
    <>
      <label>
        Owner
        <input name="owner" required maxLength={100} defaultValue={session?.name ?? ''} autocomplete="name" />
      </label>
      <label>
        Reason
        <input name="reason" required maxLength={1000} autocomplete="off" />
      </label>
    </>
  );
}

function maintenanceBody(fields: FormData) {
  const { hours, firstStart, weekday: _, ...rest } = Object.fromEntries(fields);
  const weekdays = fields.getAll('weekday').map(Number);
  return { ...rest, weekdays, firstStart: String(firstStart).slice(0, 16), durationMinutes: minutesOf(hours) };
}

function silenceBody(fields: FormData) {
  const { hours, brand, ...rest } = Object.fromEntries(fields);
  return { ...rest, brand: brand === '' ? null : brand, minutes: minutesOf(hours) };
}

function minutesOf(hours: unknown): number {
  return Math.round(Number(hours) * hourMinutes);
}
