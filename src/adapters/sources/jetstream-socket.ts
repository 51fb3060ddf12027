import { WebSocket } from 'ws';
import { SourceError } from '../../ports/source.ts';
import type { Fetcher } from '../net/fetcher.ts';
import { faultOfConnection, faultOfReply } from '../net/http-fault.ts';
import type { StreamMark } from './jetstream-events.ts';

export interface SocketOptions {
  /** `wss://host` */
  endpoint: string;
  /** Where to go on; a mark of another host counts by its time alone. */
  from: StreamMark;
  fetcher: Fetcher;
  now: () => number;
  onFrame(text: string): void;
  /** Once, when an open stream has ended. */
  onEnd(): void;
}

export interface JetstreamSocket {
  readonly host: string;
  readonly protocol: 'v2' | 'legacy';
  pause(): void;
  resume(): void;
  close(): void;
}

const maxFrameBytes = 1_048_576;
/** Hosts witness the same event at slightly different times. */
const otherHostMarginUs = 5_000_000;
/** Replies of a host that doesn't know the newer address. */
const unknownAddress = new Set([404, 405, 426, 501]);

/** An open stream: by the newer protocol where the host speaks it, else by the older. Throws SourceError. */
export async function openJetstream(options: SocketOptions, signal: AbortSignal): Promise<JetstreamSocket> {
  const { host } = new URL(options.endpoint);
  try {
    return await open(options, 'v2', signal);
  } catch (error) {
    if (!(error instanceof UnknownProtocol)) throw error;
  }
  try {
    return await open(options, 'legacy', signal);
  } catch (error) {
    if (error instanceof UnknownProtocol)
      throw new SourceError('misconfigured', `${host} is no Jetstream host: ${error.message}`);
    throw error;
  }
}

class UnknownProtocol extends Error {}

export function streamAddress(endpoint: string, protocol: 'v2' | 'legacy', from: StreamMark): URL {
  const url = new URL(protocol === 'v2' ? '/xrpc/network.bsky.jetstream.subscribeEvents' : '/subscribe', endpoint);
  const sameHost = from.host === url.host;
  const timeUs = sameHost || from.host === '' ? from.timeUs : from.timeUs - otherHostMarginUs;
  if (protocol === 'v2') {
    url.searchParams.append('kinds', 'commit');
    url.searchParams.append('kinds', 'account');
    url.searchParams.set('collections', 'app.bsky.feed.post');
    url.searchParams.set('cursor', String(sameHost && from.seq !== null ? from.seq : timeUs));
  } else {
    url.searchParams.set('wantedCollections', 'app.bsky.feed.post');
    url.searchParams.set('cursor', String(timeUs));
  }
  return url;
}

function open(options: SocketOptions, protocol: 'v2' | 'legacy', signal: AbortSignal): Promise<JetstreamSocket> {
  const { fetcher, now } = options;
  const url = streamAddress(options.endpoint, protocol, options.from);
  const { host } = url;
  if (signal.aborted) throw faultOfConnection(signal.reason, host, signal);
  fetcher.guard.check(url);
  fetcher.gate.admit(host, now());
  const timeout = AbortSignal.timeout(fetcher.timeoutMs);
  const either = AbortSignal.any([signal, timeout]);
  const socket = new WebSocket(url, protocol === 'v2' ? ['xrpc.v1.json'] : [], {
    headers: { 'user-agent': fetcher.userAgent },
    perMessageDeflate: false,
    maxPayload: maxFrameBytes,
    lookup: fetcher.guard.lookup,
    ca: fetcher.ca,
  });
  return new Promise((resolve, reject) => {
    let isOpen = false;
    const fail = (error: unknown) => {
      either.removeEventListener('abort', giveUp);
      socket.terminate();
      reject(isOpen ? null : told(error, { fetcher, host, now: now() }));
    };
    const giveUp = () => fail(faultOfConnection(signal.aborted ? signal.reason : timeout.reason, host, signal));
    either.addEventListener('abort', giveUp);
    socket.on('unexpected-response', (_, response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.length < 16 && chunks.push(chunk));
      response.on('end', () => {
        const body = Buffer.concat(chunks).toString('utf8');
        fail(faultOfHandshake({ host, status: response.statusCode ?? 0, headers: response.headers, body, now: now() }));
      });
    });
    socket.on('error', (error) =>
      fail(
        /subprotocol/.test(error.message) ? new UnknownProtocol(error.message) : faultOfConnection(error, host, signal),
      ),
    );
    socket.on('message', (data) => options.onFrame(String(data)));
    socket.on('close', () =>
      isOpen ? options.onEnd() : fail(new SourceError('unavailable', `${host} closed the stream at once`)),
    );
    socket.once('open', () => {
      isOpen = true;
      either.removeEventListener('abort', giveUp);
      fetcher.gate.succeeded(host);
      resolve({
        host,
        protocol,
        pause: () => socket.pause(),
        resume: () => socket.resume(),
        close: () => socket.terminate(),
      });
    });
  });
}

function faultOfHandshake(reply: Parameters<typeof faultOfReply>[0]): Error {
  if (unknownAddress.has(reply.status)) return new UnknownProtocol(`${reply.host} answered ${reply.status}`);
  const fault = faultOfReply(reply);
  return /CursorTooOld/.test(reply.body) ? new SourceError('cursor-too-old', fault.message) : fault;
}

/** Tells the gate what the failure means for the host. */
function told(error: unknown, at: { fetcher: Fetcher; host: string; now: number }): unknown {
  if (!(error instanceof SourceError)) return error;
  if (['timeout', 'unreachable', 'unavailable'].includes(error.kind)) at.fetcher.gate.failed(at.host, at.now);
  if (error.retryAt !== null) at.fetcher.gate.pause(at.host, error.retryAt);
  return error;
}
