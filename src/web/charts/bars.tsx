import { count, percent } from '../words/number.ts';
import { Figure } from './figure.tsx';

export interface Bar {
  id: string;
  label: string;
  /** Null: fewer than may be shown. */
  value: number | null;
  share: number | null;
}

interface Props {
  title: string;
  note?: string;
  unit: string;
  bars: Bar[];
  empty: string;
}

/** More would be a list to search, not a picture. */
const mostShown = 7;

/** Counts by name, longest first. */
export function Bars({ title, note, unit, bars, empty }: Props) {
  const shown = bars.slice(0, mostShown);
  const top = Math.max(1, ...bars.map((bar) => bar.value ?? 0));
  const rows = bars.map((bar) => [
    bar.label,
    bar.value ?? 'withheld',
    bar.share === null ? 'withheld' : percent(bar.share),
  ]);
  return (
    <Figure title={title} note={note} table={() => ({ head: ['Name', unit, 'Share'], rows })}>
      {bars.length === 0 ? (
        <p class="muted">{empty}</p>
      ) : (
        <ul class="bars">
          {shown.map((bar) => (
            <li key={bar.id}>
              <span>{bar.label}</span>
              <span class="numbers">
                {bar.value === null ? <span class="muted">too few to show</span> : count(bar.value)}
                {bar.share !== null && <span class="muted"> · {percent(bar.share)}</span>}
              </span>
              <svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
                <rect class="track" width="100" height="4" />
                <rect class="value" width={((bar.value ?? 0) / top) * 100} height="4" />
              </svg>
            </li>
          ))}
          {bars.length > mostShown && <li class="muted">and {bars.length - mostShown} more in the table</li>}
        </ul>
      )}
    </Figure>
  );
}
