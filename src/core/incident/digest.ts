import type { BrandPack } from '../words/brand.ts';
import type { IncidentVerdict } from '../words/handling.ts';
import type { Incident } from '../words/incident.ts';
import type { Note, NoteSection } from '../words/note.ts';
import { durationText } from './duration-text.ts';
import { officialText } from './official-word.ts';
import { incidentSentence } from './sentence.ts';
import { telemetryText } from './telemetry-text.ts';

/** An incident that was open in the span of a digest, as it stands when the digest is written. */
export interface DigestIncident {
  incident: Incident;
  /** The latest; null while nobody has judged. */
  verdict: IncidentVerdict | null;
  /** Who took it on last; null: nobody did. */
  takenOnBy: string | null;
}

export interface DigestBrand {
  id: string;
  reports: number;
  /** Null where nothing was expected yet. */
  expected: number | null;
  /** Reports of the span of the same length before. */
  reportsBefore: number;
  incidents: DigestIncident[];
  /** Verdicts given in the span, whenever the incident was. */
  judged: Record<IncidentVerdict, number>;
  /** Outages without an incident that people told of in the span. */
  missed: number;
}

export interface DigestSource {
  id: string;
  state: string;
  message: string;
  /** Minutes of the span in which it could not be read. */
  gapMinutes: number;
}

/** What a digest is written from. Instants are epoch ms. */
export interface DigestFacts {
  from: number;
  to: number;
  brands: DigestBrand[];
  /** Incidents that several brands share. */
  shared: DigestIncident[];
  sources: DigestSource[];
  /** Messages that were given up in the span. */
  undelivered: number;
}

interface DigestSurroundings {
  packs: ReadonlyMap<string, BrandPack>;
  /** IANA zone in which the span is written. */
  zone: string;
  link: string;
}

const mostIncidents = 12;
const mostSources = 20;

/** What happened, by brand: those with news first, each by itself; the quiet ones in one line; the sources last. */
export function digestNote(facts: DigestFacts, surroundings: DigestSurroundings): Note {
  const { packs, zone, link } = surroundings;
  const loud = facts.brands.filter(hasNews);
  const sections = [
    ...loud.map((brand) => brandSection(brand, facts, packs.get(brand.id))),
    ...(facts.shared.length > 0 ? [sharedSection(facts)] : []),
    ...quietSection(facts, packs),
    sourceSection(facts),
  ];
  const title = `Outcry digest: ${incidentsText(facts)}`;
  const span = `${clockText(facts.from, zone)} to ${clockText(facts.to, zone)}`;
  const body = sections.map(({ heading, lines }) => [heading, ...lines.map((line) => `- ${line}`)].join('\n'));
  const text = [title, span, '', body.join('\n\n'), '', link].join('\n');
  return {
    kind: 'digest',
    ...{ from: facts.from, to: facts.to, title, link, text },
    sections: [{ heading: span, lines: [] }, ...sections],
  };
}

function hasNews({ incidents, judged, missed }: DigestBrand): boolean {
  return incidents.length > 0 || missed > 0 || Object.values(judged).some((n) => n > 0);
}

function incidentsText({ brands, shared }: DigestFacts): string {
  const all = [...brands.flatMap(({ incidents }) => incidents), ...shared];
  if (all.length === 0) return 'no incidents';
  const open = all.filter(({ incident }) => incident.state !== 'closed').length;
  const count = all.length === 1 ? '1 incident' : `${all.length} incidents`;
  return open === 0 ? count : `${count}, ${open} still open`;
}

function brandSection(brand: DigestBrand, { to }: DigestFacts, pack: BrandPack | undefined): NoteSection {
  const { incidents, judged, missed } = brand;
  const given = [
    ...(judged.true > 0 ? [`${judged.true} real`] : []),
    ...(judged['false-alarm'] > 0 ? [`${judged['false-alarm']} false alarm`] : []),
    ...(judged.unsure > 0 ? [`${judged.unsure} unsure`] : []),
  ];
  return {
    heading: pack?.name ?? brand.id,
    lines: [
      countsText(brand),
      ...incidentLines(incidents, to, pack),
      ...delayLines(incidents),
      ...(given.length > 0 ? [`Verdicts given: ${given.join(', ')}.`] : []),
      ...(missed > 0 ? [`Outages told of that no incident was raised for: ${missed}.`] : []),
    ],
  };
}

function sharedSection({ shared, to }: DigestFacts): NoteSection {
  return { heading: 'Failures that several brands share', lines: incidentLines(shared, to, undefined) };
}

function incidentLines(incidents: DigestIncident[], to: number, pack: BrandPack | undefined): string[] {
  const lines = incidents.slice(0, mostIncidents).map((one) => incidentLine(one, to, pack));
  const left = incidents.length - lines.length;
  return left > 0 ? [...lines, `… and ${left} more.`] : lines;
}

function incidentLine({ incident, verdict, takenOnBy }: DigestIncident, to: number, pack?: BrandPack): string {
  const { onset, detectedAt, closedAt, official, telemetry, state } = incident;
  const minutes = (until: number) => durationText(Math.max(0, until - onset.at) / 60_000);
  const facts = [
    `seen ${minutes(detectedAt)} after its onset`,
    closedAt === null ? `open for ${minutes(to)} (${state})` : `lasted ${minutes(closedAt)}`,
    takenOnBy === null ? 'nobody took it on' : `taken on by ${takenOnBy}`,
    verdict === null ? 'not judged yet' : `judged ${verdict === 'true' ? 'real' : verdict.replace('-', ' ')}`,
    ...(official ? [`the brand’s own word: ${officialText(official, onset.at, closedAt ?? to)}`] : []),
    ...(telemetry && telemetry.verdict !== 'no-telemetry' ? [`own telemetry: ${telemetryText(telemetry)}`] : []),
  ];
  return `${incidentSentence(incident, pack)} ${capital(facts.join('; '))}.`;
}

/** From onset to detection, where there is more than one to compare. */
function delayLines(incidents: DigestIncident[]): string[] {
  if (incidents.length < 2) return [];
  const delays = incidents.map(({ incident }) => incident.detectedAt - incident.onset.at).sort((a, b) => a - b);
  const text = (ms: number) => durationText(Math.max(0, ms) / 60_000);
  const middle = delays[Math.ceil(delays.length / 2) - 1]!;
  return [`Seen after the onset: ${text(middle)} in the middle, ${text(delays.at(-1)!)} at most.`];
}

function countsText({ reports, expected, reportsBefore }: DigestBrand): string {
  const against = expected === null ? 'nothing is expected yet' : `${figure(expected)} expected`;
  return `${figure(reports)} ${reports === 1 ? 'report' : 'reports'}, ${against}; ${figure(reportsBefore)} in as long a time before.`;
}

function quietSection({ brands }: DigestFacts, packs: ReadonlyMap<string, BrandPack>): NoteSection[] {
  const quiet = brands.filter((brand) => !hasNews(brand));
  if (quiet.length === 0) return [];
  const list = quiet.map((brand) => {
    const expected = brand.expected === null ? 'still learning' : `${figure(brand.expected)} expected`;
    return `${packs.get(brand.id)?.name ?? brand.id}: ${figure(brand.reports)} (${expected})`;
  });
  return [{ heading: 'Without an incident (reports)', lines: list }];
}

function sourceSection({ sources, undelivered }: DigestFacts): NoteSection {
  const ill = sources.filter(({ state, gapMinutes }) => gapMinutes > 0 || (state !== 'ok' && state !== 'starting'));
  const lines = ill.slice(0, mostSources).map(({ id, state, message, gapMinutes }) => {
    const gap = gapMinutes > 0 ? `, not read for ${durationText(gapMinutes)}` : '';
    return `${id}: ${state}${gap}${message === '' ? '' : ` (${message})`}`;
  });
  const well = sources.length - ill.length;
  return {
    heading: 'Sources',
    lines: [
      `${well} of ${sources.length} were read without a gap.`,
      ...lines,
      ...(undelivered > 0 ? [`Messages that could not be delivered: ${undelivered}.`] : []),
    ],
  };
}

function clockText(at: number, timeZone: string): string {
  return new Intl.DateTimeFormat('en-US', {
    ...{ timeZone, weekday: 'short', month: 'short', day: 'numeric' },
    ...{ hour: 'numeric', minute: '2-digit', timeZoneName: 'short' },
  }).format(at);
}

function figure(n: number): string {
  return n >= 10 ? Math.round(n).toLocaleString('en-US') : String(Math.round(n * 10) / 10);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
