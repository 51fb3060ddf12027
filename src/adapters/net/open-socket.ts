import { connect, type Socket } from 'node:net';
import { connect as connectSecurely } from 'node:tls';
import { SourceError } from '../../ports/source.ts';
import { type AddressGuard, insideCode } from './address-guard.ts';

export interface SocketWish {
  host: string;
  port: number;
  /** TLS from the first byte on. */
  secure: boolean;
  guard: AddressGuard;
  timeoutMs: number;
  signal: AbortSignal;
}

/** A connection that the guard has judged by the very address connected to; it is cut when the signal aborts. Throws SourceError alone. */
export async function openSocket({ host, port, secure, guard, timeoutMs, signal }: SocketWish): Promise<Socket> {
  if (signal.aborted) throw new SourceError('aborted', 'aborted before it began');
  const name = host.replace(/^\[|\]$/g, '');
  guard.check(new URL(`https://${host}`));
  const options = { host: name, port, lookup: guard.lookup };
  const socket = secure ? connectSecurely({ ...options, servername: name }) : connect(options);
  const cut = () => socket.destroy();
  signal.addEventListener('abort', cut, { once: true });
  socket.once('close', () => signal.removeEventListener('abort', cut));
  socket.setTimeout(timeoutMs, () => socket.destroy(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })));
  return new Promise((resolve, reject) => {
    socket.once(secure ? 'secureConnect' : 'connect', () => resolve(socket));
    socket.once('error', (error: NodeJS.ErrnoException) => reject(faultOf(error, host)));
    socket.once('close', () => reject(new SourceError(signal.aborted ? 'aborted' : 'unreachable', `${host} hung up`)));
  });
}

function faultOf(error: NodeJS.ErrnoException, host: string): SourceError {
  if (error instanceof SourceError || error.code === insideCode) return error as SourceError;
  const kind = error.code === 'ETIMEDOUT' ? 'timeout' : 'unreachable';
  return new SourceError(kind, `${host}: ${error.message}`, { cause: error });
}
