import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Clock } from '../../ports/clock.ts';
import { SourceError } from '../../ports/source.ts';
import { type AddressGuard, createAddressGuard } from './address-guard.ts';
import { createHostGate, type HostGate, type HostLimits, politeLimits } from './host-gate.ts';
import { faultOfConnection, faultOfReply } from './http-fault.ts';
import { acceptedEncodings, readBody } from './reply-body.ts';
import { type ReplyHeaders, remainingRequests, retryTime } from './retry-time.ts';

export interface FetchRequest {
  url: string | URL;
  method?: 'GET' | 'POST';
  headers?: Record<string, string>;
  body?: string;
  /** Statuses beyond 2xx that are an answer here and no fault, such as 404 of something that may be gone. */
  expected?: readonly number[];
  signal: AbortSignal;
}

export interface FetchReply {
  /** 2xx, 304 after a conditional request, or one that was expected. */
  status: number;
  headers: ReplyHeaders;
  text: string;
}

/** Everything that talks to a service over HTTP goes through one of these. Throws SourceError alone. */
export interface Fetcher {
  readonly userAgent: string;
  readonly timeoutMs: number;
  /** Longest reply that is read, bytes after decompression. */
  readonly maxBytes: number;
  readonly guard: AddressGuard;
  readonly gate: HostGate;
  /** Certificates trusted besides the system's. */
  readonly ca: string | undefined;
  fetch(request: FetchRequest): Promise<FetchReply>;
  close(): void;
}

export interface FetcherOptions {
  clock: Clock;
  /** Address (mail or page) under which the operator can be reached; services ask for it. */
  contact: string;
  version: string;
  timeoutMs?: number;
  maxBytes?: number;
  /** Hosts inside the own network that may be asked, or `*`. */
  allowInside?: readonly string[];
  limits?: Partial<HostLimits>;
  ca?: string;
}

const maxRedirects = 5;

/**
 * Node's own fetch can't be told which address to connect to, so a name could pass the guard and then lead inside:
 * node:http asks the guard for the very address that the socket takes.
 */
export function createFetcher(options: FetcherOptions): Fetcher {
  const guard = createAddressGuard(options.allowInside ?? []);
  const gate = createHostGate({ ...politeLimits, ...options.limits });
  const agents = {
    'http:': new HttpAgent({ keepAlive: true, maxSockets: 4 }),
    'https:': new HttpsAgent({ keepAlive: true, maxSockets: 4, ca: options.ca }),
  };
  const wire: Wire = {
    ...options,
    timeoutMs: options.timeoutMs ?? 10_000,
    maxBytes: options.maxBytes ?? 8_000_000,
    userAgent: `Outcry/${options.version} (+${options.contact})`,
    guard,
    gate,
    agentOf: (url) => agents[url.protocol as keyof typeof agents],
  };
  return {
    userAgent: wire.userAgent,
    timeoutMs: wire.timeoutMs,
    maxBytes: wire.maxBytes,
    guard,
    gate,
    ca: options.ca,
    fetch: (request) => follow(wire, request),
    close() {
      for (const agent of Object.values(agents)) agent.destroy();
    },
  };
}

interface Wire {
  clock: Clock;
  timeoutMs: number;
  maxBytes: number;
  userAgent: string;
  guard: AddressGuard;
  gate: HostGate;
  agentOf: (url: URL) => HttpAgent;
}

async function follow(wire: Wire, request: FetchRequest): Promise<FetchReply> {
  let url = parseAddress(request.url);
  let headers = request.headers ?? {};
  for (let hop = 0; hop <= maxRedirects; hop++) {
    const reply = await exchange(wire, { ...request, url, headers });
    const location = reply.headers.location;
    if (![301, 302, 303, 307, 308].includes(reply.status) || typeof location !== 'string')
      return judge(wire, { url, sent: textOf({ ...request, url, headers }), expected: request.expected }, reply);
    if (request.method === 'POST')
      throw new SourceError('misconfigured', `${url.host} moved to ${location}: set the new address`);
    const next = parseAddress(location, url);
    if (next.origin !== url.origin) headers = withoutSecrets(headers);
    url = next;
  }
  throw new SourceError('misconfigured', `${url.host} redirects more than ${maxRedirects} times`);
}

/** One request and its reply, whatever the status. */
async function exchange(wire: Wire, request: FetchRequest & { url: URL }): Promise<FetchReply> {
  const { url, signal } = request;
  if (signal.aborted) throw faultOfConnection(signal.reason, url.host, signal);
  wire.guard.check(url);
  wire.gate.admit(url.host, wire.clock.now());
  const timeout = AbortSignal.timeout(wire.timeoutMs);
  try {
    const response = await open(wire, request, AbortSignal.any([signal, timeout]));
    return {
      status: response.statusCode ?? 0,
      headers: response.headers,
      text: await readBody(response, wire.maxBytes),
    };
  } catch (error) {
    const fault = faultOfConnection(!signal.aborted && timeout.aborted ? timeout.reason : error, url.host, signal);
    if (['timeout', 'unreachable', 'unavailable'].includes(fault.kind)) wire.gate.failed(url.host, wire.clock.now());
    throw fault;
  }
}

function open(wire: Wire, request: FetchRequest & { url: URL }, signal: AbortSignal): Promise<IncomingMessage> {
  const { url } = request;
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const outgoing = send(url, {
      method: request.method ?? 'GET',
      headers: { 'user-agent': wire.userAgent, 'accept-encoding': acceptedEncodings, ...request.headers },
      agent: wire.agentOf(url),
      lookup: wire.guard.lookup,
      signal,
    });
    outgoing.once('response', resolve);
    outgoing.once('error', reject);
    outgoing.end(request.body);
  });
}

function textOf({ url, headers, body }: { url: URL; headers: Record<string, string>; body?: string }): string {
  return [url.pathname, url.search, ...Object.values(headers), body ?? ''].join('\n');
}

interface Judged {
  url: URL;
  sent: string;
  expected: readonly number[] | undefined;
}

/** Tells the gate what the reply means for the host and turns all but 2xx, 304 and what was expected into faults. */
function judge(wire: Wire, { url, sent, expected = [] }: Judged, reply: FetchReply): FetchReply {
  const now = wire.clock.now();
  const { status } = reply;
  if ((status >= 200 && status < 300) || status === 304 || expected.includes(status)) {
    wire.gate.succeeded(url.host);
    const resetAt = retryTime(reply.headers, now);
    if (remainingRequests(reply.headers) === 0 && resetAt !== null) wire.gate.pause(url.host, resetAt);
    return reply;
  }
  const fault = faultOfReply({
    host: url.host,
    status: reply.status,
    headers: reply.headers,
    body: reply.text,
    sent,
    now,
  });
  if (fault.kind === 'unavailable' || fault.kind === 'timeout') wire.gate.failed(url.host, now);
  if (fault.retryAt !== null) wire.gate.pause(url.host, fault.retryAt);
  throw fault;
}

function parseAddress(address: string | URL, from?: URL): URL {
  try {
    return new URL(address, from);
  } catch (cause) {
    throw new SourceError('misconfigured', `"${address}" is not an address`, { cause });
  }
}

function withoutSecrets(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !/^(authorization|cookie)$/i.test(name)));
}
