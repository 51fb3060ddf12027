/** What the lines and areas of a timeline mean. */
export function TimelineLegend({
  hatch,
  hasEarlier,
  hasOnset,
}: {
  hatch: string;
  hasEarlier: boolean;
  hasOnset: boolean;
}) {
  return (
    <div class="legend" aria-hidden="true">
      <span>
        <svg class="chart" viewBox="0 0 28 12" aria-hidden="true">
          <path class="observed" d="M0 6H28" />
        </svg>
        people reporting
      </span>
      <span>
        <svg class="chart" viewBox="0 0 28 12" aria-hidden="true">
          <rect class="band" width="28" height="12" />
          <path class="expected" d="M0 6H28" />
        </svg>
        expected, 19 of 20 times
      </span>
      {hasOnset && (
        <span>
          <svg class="chart" viewBox="0 0 28 12" aria-hidden="true">
            <rect class="onset" width="28" height="12" />
            <line class="onset-line" x1="14" x2="14" y1="0" y2="12" />
          </svg>
          when it began
        </span>
      )}
      {hasEarlier && (
        <span>
          <svg class="chart" viewBox="0 0 28 12" aria-hidden="true">
            <path class="earlier" d="M1 6H28" />
          </svg>
          a week before
        </span>
      )}
      <span>
        <svg class="chart" viewBox="0 0 28 12" aria-hidden="true">
          <rect width="28" height="12" fill={`url(#${hatch})`} />
        </svg>
        no source could be read
      </span>
    </div>
  );
}
