import type { IncomingMessage } from 'node:http';
import { Agent } from 'node:https';
import { ApiPartialResponseError, ApiRequestError, ApiResponseError, TwitterApi } from 'twitter-api-v2';
import type { z } from 'zod';
import { describeFaults } from '../../ports/external-post.ts';
import { SourceError } from '../../ports/source.ts';
import { faultOfConnection, faultOfReply } from '../net/http-fault.ts';
import { remainingRequests, retryTime } from '../net/retry-time.ts';
import type { SourceContext } from './entry.ts';

export interface XCall<Schema extends z.ZodType> {
  /** Below `/2/`. */
  path: string;
  query: Record<string, string>;
  schema: Schema;
  signal: AbortSignal;
}

export interface XClient {
  call<Schema extends z.ZodType>(call: XCall<Schema>): Promise<z.output<Schema>>;
  close(): void;
}

/** Calls X through twitter-api-v2, under the same guard, gate and time limit as everything else. Throws SourceError. */
export function createXClient(options: { bearerToken: string; baseUrl: string }, context: SourceContext): XClient {
  const { fetcher, clock } = context;
  const base = new URL(options.baseUrl);
  const { host } = base;
  // The library leaves listeners on the socket with every request: none is used twice.
  const agent = new Agent({ keepAlive: false, ca: fetcher.ca, lookup: fetcher.guard.lookup });

  async function request({ path, query, signal }: XCall<z.ZodType>) {
    const timeout = AbortSignal.timeout(fetcher.timeoutMs);
    const either = AbortSignal.any([signal, timeout]);
    // The library takes no signal; its requests do.
    const plugins = [
      {
        onBeforeRequest({ requestOptions }: { requestOptions: { signal?: AbortSignal } }) {
          requestOptions.signal = either;
        },
      },
    ];
    // The library's error for a failed connection loses its cause, and it takes replies of any length.
    let cause: unknown;
    let tooLong: SourceError | null = null;
    const requestEventDebugHandler = (event: string, data?: unknown) => {
      if (event === 'request-error') cause = (data as { requestError?: unknown }).requestError;
      if (event === 'response')
        capReply((data as { res: IncomingMessage }).res, fetcher.maxBytes, (fault) => {
          tooLong = fault;
        });
    };
    // Its decoders have no limit either.
    const api = new TwitterApi(options.bearerToken, { httpAgent: agent, plugins, compression: 'identity' });
    try {
      const headers = { 'user-agent': fetcher.userAgent };
      const prefix = new URL('/2/', base).href;
      const more = { prefix, fullResponse: true as const, headers, requestEventDebugHandler };
      const reply = await api.v2.get<unknown>(path, query, more);
      // What was cut off may still read as text.
      if (tooLong) throw tooLong;
      return reply;
    } catch (error) {
      if (tooLong) throw tooLong;
      throw faultOf(error instanceof ApiRequestError ? (cause ?? error) : error, {
        host,
        sent: options.bearerToken,
        signal,
        timeout,
        now: clock.now(),
      });
    }
  }

  return {
    async call(call) {
      if (call.signal.aborted) throw faultOfConnection(call.signal.reason, host, call.signal);
      fetcher.guard.check(base);
      fetcher.gate.admit(host, clock.now());
      try {
        const reply = await request(call);
        fetcher.gate.succeeded(host);
        const resetAt = retryTime(reply.headers, clock.now());
        if (remainingRequests(reply.headers) === 0 && resetAt !== null) fetcher.gate.pause(host, resetAt);
        const parsed = call.schema.safeParse(reply.data);
        if (parsed.success) return parsed.data;
        throw new SourceError('malformed', `X answered in an unknown shape: ${describeFaults(parsed.error)}`);
      } catch (error) {
        const fault = error as SourceError;
        if (['timeout', 'unreachable', 'unavailable'].includes(fault.kind)) fetcher.gate.failed(host, clock.now());
        if (fault.retryAt !== null) fetcher.gate.pause(host, fault.retryAt);
        throw fault;
      }
    },
    close: () => agent.destroy(),
  };
}

/** Breaks a reply off that is longer than any page. */
function capReply(reply: IncomingMessage, maxBytes: number, tell: (fault: SourceError) => void): void {
  let bytes = 0;
  reply.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= maxBytes) return;
    tell(new SourceError('malformed', `the reply is longer than ${maxBytes} bytes`));
    reply.destroy();
  });
}

interface Circumstances {
  host: string;
  signal: AbortSignal;
  timeout: AbortSignal;
  now: number;
  sent: string;
}

function faultOf(error: unknown, { host, signal, timeout, now, sent }: Circumstances): SourceError {
  if (signal.aborted) return faultOfConnection(signal.reason, host, signal);
  if (timeout.aborted) return faultOfConnection(timeout.reason, host, signal);
  if (error instanceof ApiResponseError) {
    const { headers, code: status, data } = error;
    return faultOfReply({
      host,
      status,
      headers,
      body: typeof data === 'string' ? data : (data?.detail ?? data?.title ?? ''),
      sent,
      now,
    });
  }
  if (error instanceof ApiPartialResponseError)
    return new SourceError('malformed', `${host} answered with something that is not JSON`, {
      cause: error.responseError,
    });
  return faultOfConnection(error, host, signal);
}
