import { SourceError, type SourceErrorKind } from '../../ports/source.ts';
import { insideCode } from './address-guard.ts';
import { type ReplyHeaders, retryTime } from './retry-time.ts';

export interface FailedReply {
  host: string;
  status: number;
  headers: ReplyHeaders;
  /** Beginning of the body, for the message. */
  body: string;
  /** Text of the request: what a reply repeats of it may be a secret. */
  sent?: string;
  now: number;
}

/** The fault that a reply outside 2xx stands for. */
export function faultOfReply(reply: FailedReply): SourceError {
  const said = excerpt(withoutEchoes(reply.body, reply.sent ?? ''));
  const message = `${reply.host} answered ${reply.status}${said && `: ${said}`}`;
  const kind = kindOfStatus(reply.status);
  const retryAt = ['rate-limited', 'unavailable'].includes(kind) ? retryTime(reply.headers, reply.now) : null;
  return new SourceError(kind, message, { retryAt });
}

function kindOfStatus(status: number): SourceErrorKind {
  if (status === 401) return 'unauthorized';
  if (status === 403 || status === 451) return 'forbidden';
  if (status === 408 || status === 504) return 'timeout';
  if (status === 429 || status === 420) return 'rate-limited';
  if (status >= 500) return 'unavailable';
  return 'misconfigured';
}

const unreachable = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPIPE',
  'EADDRNOTAVAIL',
]);

/** The fault that a failed connection stands for; `signal` is the caller's own. */
export function faultOfConnection(error: unknown, host: string, signal: AbortSignal): SourceError {
  if (signal.aborted) return new SourceError('aborted', `the request to ${host} was given up`, { cause: error });
  if (error instanceof SourceError) return error;
  const code = (error as { code?: string }).code ?? '';
  const said = error instanceof Error ? error.message : String(error);
  if (code === insideCode) return new SourceError('misconfigured', said, { cause: error });
  if (code === 'ETIMEDOUT' || code === 'ESOCKETTIMEDOUT' || (error as Error).name === 'TimeoutError')
    return new SourceError('timeout', `${host} didn't answer in time`, { cause: error });
  if (unreachable.has(code))
    return new SourceError('unreachable', `${host} can't be reached (${code})`, { cause: error });
  if (/CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO_VERIFY/.test(code))
    return new SourceError('unreachable', `${host} has no valid certificate (${code})`, { cause: error });
  return new SourceError('unavailable', `the exchange with ${host} broke off: ${said}`, { cause: error });
}

/** Shorter ones are words. */
const fewestSecretCharacters = 8;
const longestRead = 2_000;

/** Cuts out what was sent and comes back ("Cannot POST /hooks/TOKEN"): addresses, headers and bodies carry secrets. */
export function withoutEchoes(body: string, sent: string): string {
  if (sent === '') return body;
  return body
    .slice(0, longestRead)
    .replace(/[^\s"'<>(),;{}[\]\\]+/g, (run) =>
      run.length >= fewestSecretCharacters && run.split(/[/?&=:]+/).some((part) => isEchoed(part, sent))
        ? '[cut]'
        : run,
    );
}

function isEchoed(part: string, sent: string): boolean {
  return part.length >= fewestSecretCharacters && (sent.includes(part) || sent.includes(encoded(part)));
}

/** As in an address; unlike encodeURIComponent it takes half a character, too. */
function encoded(text: string): string {
  return new URLSearchParams({ text }).toString().slice('text='.length);
}

/** One printable line of at most 200 characters. */
export function excerpt(body: string): string {
  const line = body

    .slice(0, longestRead)
    .replace(/<[^<>]*>/g, ' ')
    .replace(/[\s\u0000-\u001F]+/g, ' ')
    .trim();
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}
