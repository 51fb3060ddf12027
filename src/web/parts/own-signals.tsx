import type { TelemetryAnswer } from '../../http/telemetry-shapes.ts';
import { link } from '../data/route.ts';
import { figure } from '../words/number.ts';
import { nameOf } from '../words/symptom.ts';
import { instant, moment } from '../words/time.ts';

interface Props {
  telemetry: TelemetryAnswer | null;
  present: number;
}

/** Bad inside right now, and nobody outside reports it; and signals that can't be read. */
export function InternalOnly({ telemetry, present, nameOfBrand }: Props & { nameOfBrand: (id: string) => string }) {
  const standing = (telemetry?.internalOnly ?? []).filter(({ to }) => to === null);
  const unread = (telemetry?.signals ?? []).filter(({ health }) => health !== 'ok' && health !== 'starting');
  if (standing.length + unread.length === 0) return null;
  return (
    <div class="notice">
      {standing.map((one) => (
        <p key={`${one.brand} ${one.signal}`}>
          <strong>Internal only:</strong> <a href={link('brands', one.brand)}>{nameOfBrand(one.brand)}</a> sees{' '}
          {one.signal} {one.worst} since {moment(instant(one.from), present)}; no public reports of it.
        </p>
      ))}
      {unread.map((one) => (
        <p key={`${one.brand} ${one.signal} health`}>
          Telemetry of <a href={link('brands', one.brand)}>{nameOfBrand(one.brand)}</a>: {one.signal} is {one.health}{' '}
          since {moment(instant(one.healthSince), present)}. Nothing can be told from it.
        </p>
      ))}
    </div>
  );
}

/** A brand's own signals as they stand, beside what people report. */
export function OwnSignals({ telemetry, present }: Props) {
  if (!telemetry || telemetry.signals.length === 0) return null;
  return (
    <section class="sheet stack tight" aria-labelledby="signals">
      <h2 id="signals">Its own telemetry</h2>
      <table>
        <tbody>
          {telemetry.signals.map((one) => (
            <tr key={one.signal}>
              <td>{one.signal}</td>
              <td>{one.symptom === '*' ? 'everything' : nameOf(one.symptom)}</td>
              <td>
                {one.health === 'ok' && one.state ? one.state : one.health}
                {one.value !== null && ` (${figure(one.value)})`}
                {one.message && <div class="small muted">{one.message}</div>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {telemetry.internalOnly.length > 0 && (
        <>
          <h3>Bad inside, not reported outside</h3>
          <ul>
            {telemetry.internalOnly.slice(0, 10).map((one) => (
              <li key={`${one.signal} ${one.from}`}>
                {one.signal} {one.worst}, {moment(instant(one.from), present)} to{' '}
                {one.to ? moment(instant(one.to), present) : 'now'}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
