import { amountText } from '../../core/incident/amount-text.ts';
import type { TimelineBucket } from '../../core/words/series.ts';
import { type Markup, markup } from './markup.ts';
import type { StatusTime } from './status-time.ts';

const step = 20;
const height = 150;
const floor = 126;
const roof = 24;
const labelEvery = 6;

/** The last day in hours, as bars against the band in which they normally lie; the same as a table beside it. */
export function statusPicture(hours: TimelineBucket[], time: StatusTime): Markup {
  const top = hours.reduce((most, { observed, upper }) => Math.max(most, observed, upper ?? 0), 4);
  const tall = (value: number) => Math.round((value / top) * (floor - roof) * 10) / 10;
  const bars = hours.map((hour, i) => {
    const x = i * step;
    const band = hour.upper === null ? 0 : tall(hour.upper);
    const bar = tall(hour.observed);
    const isOver = hour.upper !== null && hour.observed > hour.upper;
    return markup`<g><title>${words(hour, time)}</title>${
      hour.exposure <= 0
        ? markup`<rect class="unseen" x="${x + 2}" y="${roof}" width="${step - 4}" height="${floor - roof}"/>`
        : markup`<rect class="band" x="${x}" y="${floor - band}" width="${step}" height="${band}"/><rect class="${isOver ? 'over' : 'bar'}" x="${x + 3}" y="${floor - bar}" width="${step - 6}" height="${bar}"/>`
    }</g>`;
  });
  const labels = hours.flatMap(({ at }, i) =>
    i % labelEvery === 0 ? [markup`<text x="${i * step + 1}" y="${height - 5}">${time.hour(at)}</text>`] : [],
  );
  return markup`<figure>
<h2>The last 24 hours</h2>
<p class="muted small">People reporting a problem, by hour; shaded: what is normal at that time of the week.</p>
<svg class="day" viewBox="0 0 ${hours.length * step} ${height}" role="img" aria-label="${summary(hours, time)}"><line class="axis" x1="0" x2="${hours.length * step}" y1="${floor}" y2="${floor}"/>${bars}${labels}<text x="1" y="16">${Math.ceil(top)}</text></svg>
<details><summary class="small">As a table</summary><div class="scrolls" tabindex="0" role="region" aria-label="The last 24 hours, as a table"><table><thead><tr><th scope="col">Hour</th><th scope="col" class="number">People</th><th scope="col" class="number">Expected</th></tr></thead><tbody>${hours.map(
    (hour) =>
      markup`<tr><td>${time.moment(hour.at)}</td><td class="number">${hour.exposure <= 0 ? 'not seen' : hour.observed}</td><td class="number">${hour.expected === null ? 'not known' : amountText(hour.expected)}</td></tr>`,
  )}</tbody></table></div></details>
</figure>`;
}

function words(hour: TimelineBucket, time: StatusTime): string {
  if (hour.exposure <= 0) return `${time.moment(hour.at)}: no source could be read`;
  const expected = hour.expected === null ? 'expectation not known yet' : `${amountText(hour.expected)} expected`;
  return `${time.moment(hour.at)}: ${hour.observed} people, ${expected}`;
}

function summary(hours: TimelineBucket[], time: StatusTime): string {
  const most = hours.reduce<TimelineBucket | null>(
    (top, hour) => (hour.observed > (top?.observed ?? -1) ? hour : top),
    null,
  );
  return most ? `Reports of the last 24 hours. Most at ${words(most, time)}.` : 'No hour is judged yet.';
}
