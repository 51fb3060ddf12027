import type { ClusterAnswer, ClustersAnswer } from '../../http/cluster-schemas.ts';
import { address } from '../data/api.ts';
import { useQuery } from '../data/query.ts';
import { Waiting } from './notices.tsx';
import { PostText } from './post-text.tsx';

/** What people complain of that has no name yet. Read now and then, not with every change: it groups all posts of a day. */
export function Clusters({ brand }: { brand: string }) {
  const answer = useQuery<ClustersAnswer>(address('clusters', { brand }), { topics: [], brand });
  if (!answer.data) return answer.error && <Waiting what="What has no name yet" error={answer.error} />;
  const { items, unexplained } = answer.data;
  return (
    <section class="sheet stack tight" aria-labelledby="clusters">
      <h2 id="clusters">Without a name yet</h2>
      <p class="muted">
        {unexplained.n} of {unexplained.of} first-hand reports of the last 24 hours fit no named symptom.
        {items.length === 0 && ' No three of them speak of the same thing.'}
      </p>
      <ul class="posts">
        {items.map((cluster) => (
          <Cluster key={cluster.id} cluster={cluster} />
        ))}
      </ul>
    </section>
  );
}

function Cluster({ cluster }: { cluster: ClusterAnswer }) {
  const { authors, usual, growth, words, samples, symptom } = cluster;
  return (
    <li>
      <h3>
        <bdi>{words.map(({ word }) => word).join(', ')}</bdi>
      </h3>
      <p class="row small muted numbers">
        <span>{authors} people</span>
        <span>
          {usual === null || growth === null
            ? 'nothing to compare with yet'
            : `usually ${usual}; ${growth} times the usual`}
        </span>
      </p>
      <details>
        <summary>What they say</summary>
        {samples.map((sample) => (
          <PostText key={sample.id} post={sample} />
        ))}
      </details>
      <details>
        <summary>Make it a symptom of its own</summary>
        <p class="small">Add this to the brand’s pack:</p>
        <pre>{JSON.stringify(symptom, null, 2)}</pre>
      </details>
    </li>
  );
}
