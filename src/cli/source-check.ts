import type { Clock } from '../ports/clock.ts';
import { type Source, SourceError, type SourceErrorKind } from '../ports/source.ts';

export interface SourceCheck {
  id: string;
  kind: string;
  state: 'ok' | 'limited' | 'idle' | 'failing';
  latencyMs: number;
  posts: number;
  malformed: number;
  /** What is wrong and what to do; empty when all is well. */
  message: string;
}

const remedies: Record<SourceErrorKind, string> = {
  unauthorized: 'set a valid key or token',
  forbidden: 'ask for access, or leave this source out',
  'rate-limited': 'wait, or ask less often',
  unavailable: 'wait: the service itself has trouble',
  timeout: 'check the network and the service',
  unreachable: 'check the network, the firewall and the address',
  malformed: 'check the address: something else may answer there',
  'cursor-too-old': 'delete the saved cursor to start from now',
  'budget-spent': 'raise the budget, or wait until the period ends',
  misconfigured: 'correct the setting',
  aborted: 'run it again',
};

/** Longest time that one source may take, beyond its own limits for each request. */
const patienceMs = 30_000;

/** Asks a source for one page from its beginning; nothing is stored. */
export async function checkSource(
  source: Source,
  { clock, signal }: { clock: Clock; signal: AbortSignal },
): Promise<SourceCheck> {
  const { id, kind } = source;
  const startedAt = clock.now();
  const told = (fields: Pick<SourceCheck, 'state' | 'message'> & Partial<SourceCheck>): SourceCheck => ({
    id,
    kind,
    latencyMs: Math.round(clock.now() - startedAt),
    posts: 0,
    malformed: 0,
    ...fields,
  });
  if (source.idle !== undefined) return told({ state: 'idle', message: source.idle });
  try {
    const page = await source.fetchSince(null, AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]));
    const failing = page.notices?.find((notice) => notice.kind === 'failing');
    const notice = failing ?? page.notices?.[0];
    const unreadable = page.malformed[0];
    return told({
      state: failing ? 'failing' : notice ? 'limited' : 'ok',
      posts: page.posts.length,
      malformed: page.malformed.length,
      message: notice
        ? `${notice.where}: ${notice.message}`
        : unreadable
          ? `${unreadable.where}: ${unreadable.message}`
          : '',
    });
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    return told({ state: 'failing', message: `${error.message} (${error.kind}): ${remedies[error.kind]}` });
  }
}

/** One line of the table. */
export function checkLine({ id, state, latencyMs, posts, malformed, message }: SourceCheck): string {
  const unreadable = malformed > 0 ? `, ${malformed} unreadable` : '';
  const columns = [id.padEnd(16), state.padEnd(9), `${latencyMs} ms`.padStart(9), `  ${posts} posts${unreadable}`];
  return `${columns.join('')}${message && `\n  ${message}`}`;
}
