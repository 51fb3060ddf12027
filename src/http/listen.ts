import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { App } from './app.ts';

const graceMs = 5_000;

export interface Listening {
  /** For example http://127.0.0.1:8080. */
  address: string;
  /** Lets requests in progress end, at most five seconds, then closes every connection. */
  close(): Promise<void>;
}

/** The address can't be listened on; the message says why and what to do. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
}

/** Rejects with ListenError when the address is taken, not allowed or not this machine's. */
export async function listen(app: App, host: string, port: number): Promise<Listening> {
  const server = createServer(app.express);
  // Bodies of the intake may take long; headers may not.
  server.headersTimeout = 20_000;
  server.requestTimeout = 600_000;
  server.keepAliveTimeout = 20_000;
  await new Promise<void>((resolve, reject) => {
    const refuse = (error: NodeJS.ErrnoException) => reject(new ListenError(remedyOf(error, host, port)));
    server.once('error', refuse);
    server.listen(port, host, () => {
      server.off('error', refuse);
      resolve();
    });
  });
  const { port: actual } = server.address() as AddressInfo;
  const name = host.includes(':') ? `[${host}]` : host;
  return { address: `http://${name}:${actual}`, close: () => close(server, app) };
}

function remedyOf({ code, message }: NodeJS.ErrnoException, host: string, port: number): string {
  switch (code) {
    case 'EADDRINUSE':
      return `port ${port} of ${host} is in use by another program (perhaps Outcry runs already): stop it, or set OUTCRY_PORT to another port; 0 takes a free one.`;
    case 'EACCES':
      return `port ${port} of ${host} is not allowed to this user (ports below 1024 seldom are): set OUTCRY_PORT to another port, such as 8300.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `"${host}" is no address of this machine: set OUTCRY_HOST to one that is, such as 127.0.0.1.`;
    default:
      return `${host}, port ${port}, can't be listened on: ${message}`;
  }
}

async function close(server: Server, app: App): Promise<void> {
  app.close();
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(timer);
}
