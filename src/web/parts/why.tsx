import type { AlertAnswer, IncidentDetail, ReportAnswer } from '../../http/schemas.ts';
import { PostText } from './post-text.tsx';
import { Reasons } from './reasons.tsx';

const methodWords: Record<AlertAnswer['method'], string> = {
  temporal: 'more reports than normal',
  strata: 'one symptom in one state or on one surface',
  spatial: 'a cluster of places',
  official: 'the brand’s own word',
};

const causes: Record<IncidentDetail['attribution']['kind'], string> = {
  internal: 'the brand’s own',
  external: 'outside the brand',
  unknown: 'not known yet',
};

/** Evidence, its kinds and whose fault it is likely to be, each with its reasons. */
export function Why({ incident, word }: { incident: IncidentDetail; word: ReportAnswer | null }) {
  const methods = [...new Set(incident.alerts.map((alert) => alert.method))];
  return (
    <section class="sheet stack tight" aria-labelledby="why">
      <h2 id="why">Why we say so</h2>
      <Reasons reasons={incident.reasons} empty="No reasons were stored." />
      <p class="small muted">
        Kinds of evidence:{' '}
        {methods.length > 0 ? methods.map((method) => methodWords[method]).join(', ') : 'none stored'}.
      </p>
      {word && (
        <>
          <h3>The brand’s own word</h3>
          <PostText post={word} />
        </>
      )}
      <h3>Likely cause: {causes[incident.attribution.kind]}</h3>
      <Reasons reasons={incident.attribution.reasons} empty="Nothing speaks for one or the other yet." />
    </section>
  );
}
