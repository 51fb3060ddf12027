import type { IncomingMessage } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import { type ServiceServer, startService } from './service-server.ts';

export interface JetstreamServer {
  url: string;
  /** Addresses of all handshakes, refused ones too. */
  asked: URL[];
  /** Sends a frame to everybody who listens; resolves when one does. */
  send(frame: unknown): Promise<void>;
  /** Resolves with the next client's socket. */
  client(): Promise<WebSocket>;
  close: ServiceServer['close'];
}

/** A Jetstream host whose frames the test writes; `speaks` chooses the protocols that it knows. */
export async function startJetstream(
  speaks: ('v2' | 'legacy')[] = ['v2'],
  refuse: (request: IncomingMessage) => { status: number; body: string } | null = () => null,
): Promise<JetstreamServer> {
  const service = await startService(() => ({ status: 404 }));
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => 'xrpc.v1.json' });
  const asked: URL[] = [];
  service.server.on('upgrade', (request, socket, head) => {
    const url = new URL(request.url ?? '/', service.url);
    asked.push(url);
    const protocol = url.pathname === '/subscribe' ? 'legacy' : 'v2';
    const refused = refuse(request) ?? (speaks.includes(protocol) ? null : { status: 404, body: 'not found' });
    if (refused) {
      socket.end(
        `HTTP/1.1 ${refused.status} No\r\ncontent-length: ${refused.body.length}\r\nconnection: close\r\n\r\n${refused.body}`,
      );
      return;
    }
    sockets.handleUpgrade(request, socket, head, (client) => sockets.emit('connection', client, request));
  });
  const client = () =>
    new Promise<WebSocket>((resolve) => {
      const [first] = sockets.clients;
      if (first) resolve(first);
      else sockets.once('connection', resolve);
    });
  return {
    url: service.url.replace('http', 'ws'),
    asked,
    client,
    async send(frame) {
      await client();
      for (const one of sockets.clients) one.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
    },
    close: service.close,
  };
}
