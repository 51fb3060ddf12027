import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface Table {
  head: string[];
  rows: (string | number)[][];
}

interface Props {
  title: string;
  /** One line under the title, for example "n of m located". */
  note?: ComponentChildren;
  /** Made when it is asked for. */
  table: () => Table;
  children: ComponentChildren;
}

/** A chart with its title and with the same figures as a table, one key press away. */
export function Figure({ title, note, table, children }: Props) {
  const asTable = useSignal(false);
  const id = useId();
  return (
    <figure aria-labelledby={id}>
      <div class="figure-head">
        <h2 id={id}>{title}</h2>
        <button
          type="button"
          class="as-table"
          aria-pressed={asTable.value}
          aria-label={`${asTable.value ? 'Show chart' : 'Show table'}: ${title}`}
          onClick={() => {
            asTable.value = !asTable.value;
          }}
        >
          {asTable.value ? 'Show chart' : 'Show table'}
        </button>
      </div>
      {note && <p class="muted small figure-note">{note}</p>}
      {asTable.value ? <FigureTable title={title} {...table()} /> : children}
    </figure>
  );
}

function FigureTable({ title, head, rows }: Table & { title: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section class="scrolls" tabIndex={0} aria-label={`${title}, as a table`}>
      <table>
        <thead>
          <tr>
            {head.map((cell, i) => (
              <th key={cell} scope="col" class={i > 0 ? 'number' : ''}>
                {cell}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={String(row[0])}>
              {row.map((cell, i) => (
                <td key={head[i]} class={i > 0 ? 'number' : ''}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
