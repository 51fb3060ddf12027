import { leadText, telemetryText } from '../core/incident/telemetry-text.ts';
import { telemetryRule } from '../core/incident/telemetry-verdict.ts';
import type { Incident } from '../core/words/incident.ts';
import { isoInstant } from '../core/words/interval.ts';
import type { TelemetryVerdict } from '../core/words/telemetry.ts';
import type { TelemetryAnswer } from '../http/telemetry-shapes.ts';

export interface JudgedIncident {
  incident: Incident;
  telemetry: TelemetryVerdict;
}

type InternalOnly = TelemetryAnswer['internalOnly'];

export function verdictText(judged: readonly JudgedIncident[], alone: InternalOnly): string {
  const lines = judged.map(
    ({ incident, telemetry }) =>
      `${incident.id}  began ${isoInstant(incident.onset.at)}\n  ${telemetryText(telemetry)}`,
  );
  const internal = alone.map(
    ({ brand, signal, from, to, worst }) =>
      `${brand}  internal-only: ${signal} ${worst} from ${from} to ${to ?? 'now'}`,
  );
  const all = [...lines, ...internal];
  return `${(all.length > 0 ? all : ['Nothing in this range.']).join('\n')}\n\n${telemetryRule}\n`;
}

export function verdictMarkdown(judged: readonly JudgedIncident[], alone: InternalOnly): string {
  const rows = judged.map(({ incident, telemetry: { verdict, onsetAt, leadMinutes } }) => [
    incident.id,
    isoInstant(incident.onset.at),
    onsetAt === null ? '' : isoInstant(onsetAt),
    verdict,
    leadMinutes === null ? '' : leadText(leadMinutes),
  ]);
  const internal = alone.map(({ brand, signal, from, to, worst }) => [brand, signal, worst, from, to ?? 'lasts']);
  return [
    ...table(['Incident', 'Public onset', 'Telemetry onset', 'Verdict', 'Lead'], rows),
    '',
    ...table(['Brand', 'Internal-only signal', 'Worst', 'From', 'To'], internal),
    '',
    telemetryRule,
    '',
  ].join('\n');
}

/** Cells hold names and figures of our own; a bar would still end a cell. */
function table(head: string[], rows: string[][]): string[] {
  const line = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}
