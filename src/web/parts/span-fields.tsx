import { useSignal } from '@preact/signals';
import { adjust } from '../data/route.ts';
import { type Choice, earliest, fixed } from '../views/explore-choice.ts';
import { localInput } from '../words/time.ts';

type Name = 'from' | 'to';

/** What stands in the fields while it can't be shown: half typed, or the wrong way round. */
interface Typed {
  from: string;
  to: string;
  /** The field with which it went wrong. */
  by: Name;
  /** The span that it was typed over; once that is another, it counts no more. */
  over: string;
}

const wrongWay = 'From must lie before To.';

/** Both ends of the span by hand. */
export function SpanFields({ choice }: { choice: Choice }) {
  const typed = useSignal<Typed | null>(null);
  const over = choice.toIso === undefined ? choice.range : `${choice.fromIso} ${choice.toIso}`;
  const kept = typed.value?.over === over ? typed.value : null;
  const shown = kept ?? { from: localInput(choice.from), to: localInput(choice.to) };
  const change = (name: Name, field: HTMLInputElement) => {
    const next = { from: shown.from, to: shown.to, [name]: field.value };
    const ends = endsOf(next);
    typed.value = ends && ends.from < ends.to ? null : { ...next, by: name, over };
    if (ends && ends.from < ends.to) adjust({ ...fixed(ends.from, ends.to), bucket: '' });
    else if (ends) {
      field.setCustomValidity(wrongWay);
      field.reportValidity();
    }
  };
  const faultOf = (name: Name) => (kept?.by === name && endsOf(kept) ? wrongWay : '');
  return (
    <div class="pair">
      <Instant name="from" label="From" value={shown.from} fault={faultOf('from')} change={change} />
      <Instant name="to" label="To" value={shown.to} fault={faultOf('to')} change={change} />
    </div>
  );
}

/** Null while one is half typed: a year goes through 0002 and 0202. */
function endsOf(fields: { from: string; to: string }): { from: number; to: number } | null {
  const [from, to] = [Date.parse(fields.from), Date.parse(fields.to)];
  return from >= earliest && to >= earliest ? { from, to } : null;
}

interface InstantProps {
  name: Name;
  label: string;
  value: string;
  fault: string;
  change: (name: Name, field: HTMLInputElement) => void;
}

function Instant({ name, label, value, fault, change }: InstantProps) {
  return (
    <label>
      {label}
      <input
        ref={(field) => field?.setCustomValidity(fault)}
        type="datetime-local"
        name={name}
        value={value}
        onChange={(event) => change(name, event.currentTarget)}
      />
    </label>
  );
}
