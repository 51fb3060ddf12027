import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';

export interface ServiceRequest {
  method: string;
  url: URL;
  headers: IncomingMessage['headers'];
  body: string;
}

export interface ServiceReply {
  status?: number;
  headers?: Record<string, string>;
  /** Text as it is, anything else as JSON. */
  body?: unknown;
  /** `refuse`: the connection is reset without a byte; `cut`: in the middle of the body; `drip`: the body never ends. */
  delivery?: 'refuse' | 'cut' | 'drip';
}

/** Null: the request is never answered. */
export type Respond = (request: ServiceRequest) => ServiceReply | null;

function send({ status = 200, headers = {}, body = '', delivery }: ServiceReply, outgoing: ServerResponse): void {
  if (delivery === 'refuse') return void outgoing.socket?.destroy();
  const type = typeof body === 'string' ? 'text/plain' : 'application/json';
  const text = status === 304 ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  // The real date has nothing to do with the test's.
  outgoing.sendDate = false;
  const length = delivery ? { 'content-length': String(Buffer.byteLength(text)) } : {};
  outgoing.writeHead(status, { 'content-type': `${type}; charset=utf-8`, ...length, ...headers });
  if (!delivery) return void outgoing.end(text);
  const half = text.slice(0, text.length / 2);
  outgoing.write(half, () => delivery === 'cut' && outgoing.socket?.destroy());
}

export interface ServiceServer {
  /** `http://127.0.0.1:PORT` */
  url: string;
  server: Server;
  requests: ServiceRequest[];
  close(): Promise<void>;
}

const tls = join(import.meta.dirname, 'tls');
export const testCa = readFileSync(join(tls, 'cert.pem'), 'utf8');

/** A real server on loopback that answers as the given function says. */
export async function startService(respond: Respond, options: { https?: boolean } = {}): Promise<ServiceServer> {
  const requests: ServiceRequest[] = [];
  const listener: RequestListener = async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const request = {
      method: incoming.method ?? 'GET',
      url: new URL(incoming.url ?? '/', 'http://127.0.0.1'),
      headers: incoming.headers,
      body: Buffer.concat(chunks).toString('utf8'),
    };
    requests.push(request);
    const reply = respond(request);
    if (!reply) return;
    send(reply, outgoing);
  };
  const server = options.https
    ? createTlsServer({ key: readFileSync(join(tls, 'key.pem')), cert: testCa }, listener)
    : createServer(listener);
  // Web socket services answer upgrades themselves; here they are only counted.
  server.on('upgrade', ({ method = 'GET', url = '/', headers }: IncomingMessage) => {
    requests.push({ method, url: new URL(url, 'http://127.0.0.1'), headers, body: '' });
  });
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${options.https ? 'https' : 'http'}://127.0.0.1:${port}`,
    server,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
