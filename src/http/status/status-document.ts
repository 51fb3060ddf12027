import { durationText } from '../../core/incident/duration-text.ts';
import { stateWords } from '../../core/words/state.ts';
import { type Markup, markup } from './markup.ts';
import type { Told } from './status-copies.ts';
import type { StatusIncident, StatusUpdate } from './status-facts.ts';
import { statusPicture } from './status-picture.ts';
import { type StatusTime, statusTime } from './status-time.ts';

export interface StatusDocument {
  head: Markup;
  body: Markup;
}

/** The public page of a brand: plain HTML, so that it can be read when nothing else works. */
export function statusDocument({ facts, isOld }: Told): StatusDocument {
  const { brand, incidents, hours } = facts;
  const time = statusTime(brand.timeZone);
  const open = incidents.filter(({ state }) => state !== 'closed');
  const past = incidents.filter(({ state }) => state === 'closed');
  const path = `/status/${brand.id}`;
  return {
    head: markup`<title>${brand.name} status: ${stateWords[brand.state]}</title>
<link rel="alternate" type="application/atom+xml" title="${brand.name} status" href="${path}/history.atom" />`,
    body: markup`<main class="narrow stack">
<header class="stack tight">
<p class="row"><strong>${brand.name}</strong>${brand.demo && markup` <span class="tag">Demonstration, not a real brand</span>`}</p>
<p class="verdict is-${brand.state}">${stateWords[brand.state]}</p>
<h1>${brand.sentence}</h1>
<p class="muted small">As of ${stamp(Date.parse(brand.asOf), time)}.${isOld || (brand.stale && !brand.demo) ? markup` <strong>This is not the present: newer figures can’t be had at the moment.</strong>` : null}</p>
<p id="again" class="small" role="status"></p>
</header>
${open.map((incident) => markup`<section class="sheet stack tight"><h2>Updates</h2>${promised(incident, Date.parse(brand.asOf), time)}${updatesOf(incident, time)}</section>`)}
<section class="sheet">${statusPicture(hours, time)}</section>
<section class="stack tight"><h2>Earlier</h2>${
      past.length === 0
        ? markup`<p class="muted">No incident of the last 90 days is over.</p>`
        : past.map((incident) => pastIncident(incident, time))
    }</section>
<footer class="muted small stack tight">
<p>Drawn from what people say in public; only what is headed “Statement” was written for ${brand.name}.</p>
<p class="row"><a href="/report/${brand.id}">Report a problem</a> <a href="${path}/history.atom">Feed</a> <a href="${path}/api/v2/summary.json">JSON</a></p>
</footer>
</main>`,
  };
}

function pastIncident(incident: StatusIncident, time: StatusTime): Markup {
  const { sentence, onsetAt, closedAt, updates } = incident;
  return markup`<article class="past"><p>${sentence}</p><p class="small muted">From ${stamp(onsetAt, time)}, lasted ${durationText(((closedAt ?? incident.updatedAt) - onsetAt) / 60_000)}</p>
<details><summary class="small">${updates.length} updates</summary>${updatesOf(incident, time)}</details></article>`;
}

/** The clock of the next word. A promise that was not kept stands there as such. */
function promised({ nextUpdateAt }: StatusIncident, asOf: number, time: StatusTime): Markup | null {
  if (nextUpdateAt === null) return null;
  const minutes = Math.round((nextUpdateAt - asOf) / 60_000);
  return minutes >= 0
    ? markup`<p class="small">Next update by ${stamp(nextUpdateAt, time)}, in ${durationText(minutes)}.</p>`
    : markup`<p class="small">The next update was promised by ${stamp(nextUpdateAt, time)} and is ${durationText(-minutes)} late.</p>`;
}

function updatesOf({ updates }: StatusIncident, time: StatusTime): Markup {
  return markup`<ol class="updates">${updates.map((update) => updateOf(update, time))}</ol>`;
}

function updateOf({ at, title, en, es }: StatusUpdate, time: StatusTime): Markup {
  return markup`<li><p class="small"><strong>${title}</strong> <span class="muted">${stamp(at, time)}</span></p><p${es !== null && markup` class="said"`}>${en}</p>${es !== null && markup`<p class="said" lang="es">${es}</p>`}</li>`;
}

function stamp(at: number, time: StatusTime): Markup {
  return markup`<time datetime="${new Date(at).toISOString()}">${time.moment(at)}</time>`;
}
