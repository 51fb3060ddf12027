import type { TelemetryVerdictAnswer } from '../../http/telemetry-shapes.ts';
import { figure } from '../words/number.ts';
import { nameOf } from '../words/symptom.ts';
import { duration, instant, moment } from '../words/time.ts';

const verdictWords: Record<TelemetryVerdictAnswer['verdict'], string> = {
  confirmed: 'Confirmed by its own telemetry',
  'not-seen': 'Not seen in its own telemetry',
  failing: 'Its own telemetry is failing',
  'no-telemetry': 'No telemetry speaks of this',
};

const findingWords: Record<TelemetryVerdictAnswer['findings'][number]['found'], string> = {
  bad: 'bad',
  calm: 'calm',
  'bad-before': 'bad long before',
  unreadable: 'can’t be read',
};

/** Does the brand's own telemetry see it, and who was first? */
export function TelemetryVerdict({ verdict, present }: { verdict: TelemetryVerdictAnswer | null; present: number }) {
  if (!verdict) return null;
  const { leadMinutes, findings } = verdict;
  return (
    <section class="sheet stack tight" aria-labelledby="telemetry">
      <h2 id="telemetry">{verdictWords[verdict.verdict]}</h2>
      {leadMinutes && (
        <p>
          <strong>{leadWords(leadMinutes.at)}</strong>{' '}
          <span class="muted">
            ({figure(leadMinutes.low)} to {figure(leadMinutes.high)} min by the interval of the onset)
          </span>
        </p>
      )}
      {findings.length > 0 && <Findings findings={findings} present={present} />}
      <details>
        <summary class="small muted">How this is found</summary>
        <p class="small">{verdict.rule}</p>
      </details>
    </section>
  );
}

function Findings({ findings, present }: { findings: TelemetryVerdictAnswer['findings']; present: number }) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Signal</th>
          <th scope="col">Speaks of</th>
          <th scope="col">Found</th>
        </tr>
      </thead>
      <tbody>
        {findings.map((one) => (
          <tr key={one.signal}>
            <td>{one.signal}</td>
            <td>{one.symptom === '*' ? 'everything' : nameOf(one.symptom)}</td>
            <td>
              {one.found === 'bad' ? one.worst : findingWords[one.found]}
              {one.value !== null && ` (${figure(one.value)})`}
              {one.from && ` since ${moment(instant(one.from), present)}`}
              {one.to && ` until ${moment(instant(one.to), present)}`}
              {one.message && <div class="small muted">{one.message}</div>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function leadWords(minutes: number): string {
  if (Math.abs(minutes) < 0.5) return 'People and telemetry saw it at the same time';
  const ahead = duration(Math.abs(minutes) * 60_000);
  return minutes > 0 ? `People were ${ahead} ahead of telemetry` : `Telemetry was ${ahead} ahead of people`;
}
