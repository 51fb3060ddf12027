import type { SymptomGridAnswer } from '../../http/schemas.ts';
import { SymptomGrid } from '../charts/symptom-grid.tsx';
import { address } from '../data/api.ts';
import { useQuery } from '../data/query.ts';
import { count } from '../words/number.ts';
import { Waiting } from './notices.tsx';
import { type Span, spanParameters } from './room-panels.tsx';

/** Symptoms crossed with surfaces: which symptom fails on the website, in the app, in the store. */
export function GridPanel({ span, hours }: { span: Span; hours: string }) {
  const answer = useQuery<SymptomGridAnswer>(address('symptom-grid', spanParameters(span)), {
    topics: ['reports', 'timeline'],
    brand: span.brand,
  });
  if (!answer.data) return <Waiting what="Symptoms by surface" error={answer.error} />;
  return (
    <section class="sheet stack tight" aria-labelledby="fails-where">
      <h2 id="fails-where">What fails where</h2>
      <p class="muted small">
        People out of {count(answer.data.people)}; who names several stands in several cells. Fewer than {answer.data.k}{' '}
        are not told apart. {hours}
      </p>
      <SymptomGrid grid={answer.data} />
    </section>
  );
}
