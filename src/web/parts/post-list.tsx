import { type Signal, useSignal } from '@preact/signals';
import type { Kind } from '../../core/words/report.ts';
import type { List, ReportAnswer } from '../../http/schemas.ts';
import { address, type Parameters } from '../data/api.ts';
import { type Labels, type Touched, useLabels } from '../data/labels.ts';
import { useQuery } from '../data/query.ts';
import { kindNames } from '../words/kind.ts';
import { count } from '../words/number.ts';
import { reviewFacts } from '../words/review.ts';
import { harmRank, nameOf } from '../words/symptom.ts';
import { moment } from '../words/time.ts';
import { Waiting } from './notices.tsx';
import { PostText } from './post-text.tsx';
import { Relabel } from './relabel.tsx';
import { SignIn } from './sign-in.tsx';

interface Props {
  brand: string;
  /** Query of /reports, without brand and limit. */
  filter: Parameters & { from: string };
  present: number;
  /** Whether this person may correct what the model said. */
  mayLabel: boolean;
}

const firstShown = 12;
const most = 100;

/** What people say, word for word. */
export function PostList({ brand, filter, present, mayLabel }: Props) {
  const kind = useSignal<Kind>('current');
  const labels = useLabels();
  const order = useSignal<'harm' | 'newest'>('harm');
  const all = useSignal(false);
  const answer = useQuery<List<ReportAnswer>>(
    address('reports', { brand, kind: kind.value, order: order.value, limit: most, ...filter }),
    {
      topics: ['reports'],
      brand,
    },
  );
  const posts = once(withTouched(answer.data?.items ?? [], labels.touched.value, filter));
  const sorted = order.value === 'harm' ? posts.sort(byHarmAndReach) : posts;
  const shown = all.value ? sorted : sorted.slice(0, firstShown);
  return (
    <section aria-label="Posts">
      <div class="figure-head">
        <h2>In their words</h2>
        <KindChoice kind={kind} forget={() => (labels.touched.value = {})} />
        <fieldset class="choices">
          <legend class="hidden-text">Order of posts</legend>
          <OrderButton order={order} value="harm" label="Harm, then reach" />
          <OrderButton order={order} value="newest" label="Newest" />
        </fieldset>
      </div>
      {answer.error?.status === 401 || answer.error?.status === 403 ? (
        <SignIn action="Show posts">The text of posts is shown to people with a key.</SignIn>
      ) : !answer.data ? (
        <Waiting what="Posts" error={answer.error} />
      ) : (
        <ul class="posts">
          {shown.map((post) => (
            <Post
              key={post.id}
              post={labels.touched.value[post.id]?.now ?? post}
              present={present}
              labels={mayLabel ? labels : null}
            />
          ))}
        </ul>
      )}
      <p role="alert">{labels.fault.value}</p>
      {answer.data && posts.length === 0 && (
        <p class="muted">
          {kind.value === 'current' ? 'No first-hand posts in this range.' : 'No such posts in this range.'}
        </p>
      )}
      {sorted.length > shown.length && (
        <p>
          <button type="button" class="button" onClick={() => (all.value = true)}>
            Show all {sorted.length}
          </button>
        </p>
      )}
      {posts.length > 0 && (
        <p class="row small">
          {answer.data?.next && (
            <span class="muted">
              The {order.value === 'harm' ? 'gravest' : 'latest'} {most} posts are read here.
            </span>
          )}
          <a href={download({ brand, ...filter }, present)} download>
            Download all as CSV
          </a>
        </p>
      )}
    </section>
  );
}

/** The export names both ends of its range. */
function download(filter: Parameters, present: number): string {
  return address('exports', {
    what: 'posts',
    format: 'csv',
    ...filter,
    to: filter.to ?? new Date(present).toISOString(),
  });
}

function OrderButton({ order, value, label }: { order: { value: string }; value: string; label: string }) {
  return (
    <button type="button" class="button" aria-pressed={order.value === value} onClick={() => (order.value = value)}>
      {label}
    </button>
  );
}

/** What the model took for something else can be read, and corrected, too. */
function KindChoice({ kind, forget }: { kind: Signal<Kind>; forget: () => void }) {
  const choose = (id: Kind) => {
    forget();
    kind.value = id;
  };
  return (
    <label class="row small">
      Posts that are
      <select value={kind.value} onChange={(event) => choose(event.currentTarget.value as Kind)}>
        {(Object.keys(kindNames) as Kind[]).map((id) => (
          <option key={id} value={id}>
            {kindNames[id]}
          </option>
        ))}
      </select>
    </label>
  );
}

function Post({ post, present, labels }: { post: ReportAnswer; present: number; labels: Labels | null }) {
  // A review tells the country of its store anyway.
  const known = post.place?.from === 'app-store' ? null : post.place;
  const place = [known?.city, known?.state].filter(Boolean).join(', ') || known?.country;
  const said = [...post.symptoms, ...post.surfaces.filter((id) => id !== 'unknown')].map(nameOf);
  return (
    <li>
      <PostText post={post} />
      <p class="row small muted numbers">
        <time dateTime={post.at}>{moment(Date.parse(post.at), present)}</time>
        <span>{post.source}</span>
        {place && <bdi>{place}</bdi>}
        {post.app && <bdi>{reviewFacts(post.app)}</bdi>}
        {said.length > 0 && <span>{said.join(' · ')}</span>}
        {post.reach !== null && <span>reach {count(post.reach)} or more</span>}
        {post.copies > 0 && <span>and {count(post.copies)} like it</span>}
        {post.editedAt && <span>edited</span>}
        {post.url && (
          <a href={post.url} target="_blank" rel="noopener noreferrer nofollow">
            Original<span class="hidden-text"> post on {post.source}, opens in a new tab</span>
          </a>
        )}
      </p>
      {labels && <Relabel post={post} labels={labels} />}
    </li>
  );
}

/** In the order in which the eye left them: those that were labeled here as they were, also where the server lists them no more. */
function withTouched(posts: ReportAnswer[], touched: Touched, { from, to }: Props['filter']): ReportAnswer[] {
  const listed = new Set(posts.map(({ id }) => id));
  const end = to === undefined ? Number.POSITIVE_INFINITY : Date.parse(String(to));
  const inRange = (at: number) => at >= Date.parse(from) && at < end;
  const gone = Object.values(touched).filter(({ was }) => !listed.has(was.id) && inRange(Date.parse(was.at)));
  const all = [...posts.map((post) => touched[post.id]?.was ?? post), ...gone.map(({ was }) => was)];
  return all.sort((a, b) => b.at.localeCompare(a.at));
}

/** Near copies are one voice here; the first stands for them. */
function once(posts: ReportAnswer[]): ReportAnswer[] {
  const seen = new Set<string>();
  return posts.filter((post) => {
    const key = post.text.toLowerCase().replace(/\s+/g, ' ').trim();
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** As the server orders them; where no reach is told, copies speak for it. */
function byHarmAndReach(a: ReportAnswer, b: ReportAnswer): number {
  const byReach = (b.reach ?? 0) - (a.reach ?? 0) || b.copies - a.copies;
  return harmRank(a.symptoms) - harmRank(b.symptoms) || byReach || b.at.localeCompare(a.at);
}
