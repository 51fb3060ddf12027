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

/** Rejects with the system's error when the address is taken or not allowed. */
export async function listen(app: App, host: string, port: number): Promise<Listening> {
  const server = createServer(app.express);
  // Bodies of the intake may take long; headers may not.
  server.headersTimeout = 20_000;
  server.requestTimeout = 600_000;
  server.keepAliveTimeout = 20_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const { port: actual } = server.address() as AddressInfo;
  const name = host.includes(':') ? `[${host}]` : host;
  return { address: `http://${name}:${actual}`, close: () => close(server, app) };
}

async function close(server: Server, app: App): Promise<void> {
  app.close();
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(timer);
}
