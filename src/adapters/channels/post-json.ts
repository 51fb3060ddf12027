import { ChannelError, type ChannelErrorKind } from '../../ports/channel.ts';
import { SourceError, type SourceErrorKind } from '../../ports/source.ts';
import type { Fetcher, FetchReply } from '../net/fetcher.ts';
import { excerpt, withoutEchoes } from '../net/http-fault.ts';

const kinds: Record<SourceErrorKind, ChannelErrorKind> = {
  unauthorized: 'rejected',
  forbidden: 'rejected',
  'rate-limited': 'rate-limited',
  unavailable: 'unavailable',
  timeout: 'timeout',
  unreachable: 'unavailable',
  // The reply can't be read, so nobody knows whether the message was taken: the same key is sent again.
  malformed: 'unavailable',
  'cursor-too-old': 'rejected',
  'budget-spent': 'rate-limited',
  misconfigured: 'rejected',
  aborted: 'aborted',
};

export interface Post {
  url: string;
  headers?: Record<string, string>;
  /** JSON text as it is signed and sent. */
  body: string;
  signal: AbortSignal;
}

/** Sends JSON and gives the 2xx reply. Throws ChannelError alone. */
export async function postJson(fetcher: Fetcher, { url, headers, body, signal }: Post): Promise<FetchReply> {
  const reply = await fetcher
    .fetch({
      url,
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(body)),
        ...headers,
      },
      body,
      signal,
    })
    .catch((error: unknown) => {
      throw channelErrorOf(error);
    });
  if (reply.status >= 300) throw new ChannelError('rejected', `${new URL(url).host} answered ${reply.status}`);
  return reply;
}

export function channelErrorOf(error: unknown): unknown {
  if (!(error instanceof SourceError)) return error;
  return new ChannelError(kinds[error.kind], error.message, { retryAt: error.retryAt, cause: error });
}

/** A 2xx that isn't what the service answers: something else stands in its place, and the message may be lost there. */
export function unexpectedReply(url: string, reply: FetchReply, expected: string): ChannelError {
  const { host, pathname, search } = new URL(url);
  return new ChannelError(
    'unavailable',
    `${host} answered ${reply.status} "${excerpt(withoutEchoes(reply.text, pathname + search))}" where ${expected} was expected`,
  );
}
