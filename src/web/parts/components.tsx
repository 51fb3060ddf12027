import type { ComponentAnswer } from '../../http/incident-detail-schemas.ts';
import { Reasons } from './reasons.tsx';

/** What of the brand may have failed, likeliest first: guesses, each with its reasons. */
export function Components({ hypotheses }: { hypotheses: ComponentAnswer[] }) {
  if (hypotheses.length === 0) return null;
  return (
    <section class="sheet stack tight" aria-labelledby="components">
      <h2 id="components">What may have failed</h2>
      <p class="muted small">
        Guesses from symptoms, surfaces, place, peers and markers; shares are beside each other.
      </p>
      {hypotheses.map(({ id, name, share, reasons }, index) => (
        <details key={id} open={index === 0}>
          <summary>
            {name} <span class="numbers muted">{Math.round(share * 100)} %</span>
          </summary>
          <Reasons reasons={reasons} empty="No sign of its own." />
        </details>
      ))}
    </section>
  );
}
