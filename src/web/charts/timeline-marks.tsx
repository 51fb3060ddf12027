import type { Scale } from './scale.ts';

export interface Mark {
  at: number;
  label: string;
  tone: 'alarm' | 'quiet';
}

export interface OnsetSpan {
  at: number;
  low: number;
  high: number;
}

interface Props {
  x: Scale;
  top: number;
  bottom: number;
  right: number;
  onset: OnsetSpan | null;
  marks: Mark[];
}

const rowHeight = 15;
const letterWidth = 6.4;

/** What happened, on the time axis: the onset as an interval, alerts and states as lines with words. */
export function TimelineMarks({ x, top, bottom, right, onset, marks }: Props) {
  return (
    <g>
      {onset && (
        <g data-onset>
          <rect
            class="onset"
            x={x(onset.low)}
            y={top}
            width={Math.max(2, x(onset.high) - x(onset.low))}
            height={bottom - top}
          />
          <line class="onset-line" x1={x(onset.at)} x2={x(onset.at)} y1={top} y2={bottom} />
        </g>
      )}
      {placed(marks, x, right).map(({ mark, row, anchor }) => (
        <g key={`${mark.at} ${mark.label}`} class={`mark is-${mark.tone}`}>
          <line x1={x(mark.at)} x2={x(mark.at)} y1={row * rowHeight + 4} y2={bottom} />
          <text x={x(mark.at) + (anchor === 'start' ? 4 : -4)} y={row * rowHeight + 12} text-anchor={anchor}>
            {mark.label}
          </text>
        </g>
      ))}
    </g>
  );
}

/** Labels take the first of four rows that is free; one that finds none keeps its line and gives up its words. */
function placed(marks: Mark[], x: Scale, right: number) {
  const taken = [0, 0, 0, 0];
  return [...marks]
    .sort((a, b) => a.at - b.at)
    .map((mark) => {
      const width = mark.label.length * letterWidth + 10;
      const anchor = x(mark.at) + width > right ? ('end' as const) : ('start' as const);
      const start = anchor === 'start' ? x(mark.at) : x(mark.at) - width;
      const row = taken.findIndex((end) => start >= end);
      if (row < 0) return { mark: { ...mark, label: '' }, row: 3, anchor };
      taken[row] = start + width;
      return { mark, row, anchor };
    });
}
