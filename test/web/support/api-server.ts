import { existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { extname, join, normalize, resolve } from 'node:path';
import { proofBits } from '../../../src/core/text/proof-of-work.ts';
import { type FormReport, formReport } from '../../../src/http/requests.ts';
import type { Changed } from '../../../src/http/schemas.ts';
import { answer, Refusal } from './answers.ts';
import { iso, makeWorld, type World } from './world.ts';

const built = resolve(import.meta.dirname, '../../../dist/web');
const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
};
/** As src/http/pages.ts sends it: only the report form may be framed by others. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors";

export interface ApiServer {
  origin: string;
  world: World;
  /** Bodies of the report form as they arrived, with the headers that could identify a person. */
  received: { brand: string; body: FormReport; cookie: string | undefined }[];
  /** Tells every open page that something has changed. */
  announce(what: Changed['what'], brands?: string[]): void;
  /** Cuts the event streams; until `restore` new ones are refused. */
  cut(): void;
  restore(): void;
  close(): Promise<void>;
}

/** A small real server with the API's shapes, its content security policy and the built pages. */
export async function startApiServer(): Promise<ApiServer> {
  if (!existsSync(join(built, 'index.html'))) throw new Error(`${built} has no page yet: npm run build`);
  const world = makeWorld(Date.now());
  const streams = new Set<ServerResponse>();
  const received: ApiServer['received'] = [];
  let isCut = false;
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://local');
    if (url.pathname === '/api/v1/events') openStream({ response, streams, isCut });
    else if (request.method === 'DELETE') answerJson(response, () => signOut(world, url));
    else if (request.method === 'POST') void take({ request, response, url, world, received });
    else if (url.pathname.startsWith('/api/v1/')) answerJson(response, () => answer(world, url));
    else sendPage(response, url.pathname);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as { port: number };
  return {
    origin: `http://127.0.0.1:${port}`,
    world,
    received,
    announce(what, brands = []) {
      const change: Changed = { what, brands, at: iso(Date.now()) };
      for (const stream of streams) stream.write(`event: changed\ndata: ${JSON.stringify(change)}\n\n`);
    },
    cut() {
      isCut = true;
      for (const stream of streams) stream.destroy();
      streams.clear();
    },
    restore() {
      isCut = false;
    },
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

function openStream({
  response,
  streams,
  isCut,
}: {
  response: ServerResponse;
  streams: Set<ServerResponse>;
  isCut: boolean;
}): void {
  if (isCut) {
    response.destroy();
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write('retry: 1000\n\n: hello\n\n');
  streams.add(response);
  response.on('close', () => streams.delete(response));
}

function answerJson(response: ServerResponse, make: () => unknown, status = 200): void {
  try {
    const value = make();
    if (typeof value === 'string') {
      response.writeHead(status, {
        'content-type': 'text/csv',
        'content-disposition': 'attachment; filename="timeline.csv"',
      });
      response.end(value);
      return;
    }
    response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
    response.end(JSON.stringify(value));
  } catch (fault) {
    const { status: code, problem } = fault instanceof Refusal ? fault : new Refusal(500, 'internal', String(fault));
    response.writeHead(code, { 'content-type': 'application/problem+json' });
    response.end(JSON.stringify(problem));
  }
}

interface Taking {
  request: IncomingMessage;
  response: ServerResponse;
  url: URL;
  world: World;
  received: ApiServer['received'];
}

async function take({ request, response, url, world, received }: Taking): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
  const brand = /^\/api\/v1\/brands\/([^/]+)\/reports$/.exec(url.pathname)?.[1];
  answerJson(
    response,
    () => {
      if (url.pathname === '/api/v1/session') {
        world.isLocked = false;
        world.person = { role: 'comms', name: 'test' };
        return { ...world.person, local: false };
      }
      if (url.pathname.includes('/statements')) return approvedOrProposed(world, url.pathname, body);
      if (!brand) throw new Refusal(404, 'not-found', 'There is nothing at this address.');
      const parsed = formReport.safeParse(body);
      if (!parsed.success) throw new Refusal(400, 'invalid-request', parsed.error.message);
      const { proof, ...told } = body as FormReport;
      if (!proof || proofBits(proof.challenge, proof.nonce) < 8) throw new Refusal(428, 'proof-required', 'no proof');
      received.push({ brand, body: told, cookie: request.headers.cookie });
      return { accepted: true, id: String(received.length) };
    },
    brand ? 202 : 200,
  );
}

function signOut(world: World, url: URL) {
  if (url.pathname !== '/api/v1/session') throw new Refusal(404, 'not-found', 'There is nothing at this address.');
  world.isLocked = true;
  world.person = null;
  return { role: 'none', name: '', local: false };
}

/** A statement waits until somebody approves it. */
function approvedOrProposed({ comms, now }: World, path: string, body: unknown): unknown {
  const waiting = comms.statements.find(({ id }) => path.endsWith(`/${id}/approval`));
  if (waiting) return Object.assign(waiting, { approvedBy: 'Grace', approvedAt: iso(now) });
  const { name, ...words } = body as {
    name: string;
    kind: 'holding';
    en: string;
    es: string;
    nextUpdateMinutes: number;
  };
  const id = 4 + comms.statements.length;
  const proposed = { ...{ id, proposedBy: name, proposedAt: iso(now), approvedBy: null, approvedAt: null }, ...words };
  comms.statements.unshift({ ...proposed, nextUpdateAt: null, isOverdue: false, effect: null });
  return proposed;
}

function sendPage(response: ServerResponse, path: string): void {
  const page = /^\/(report)\/[^/]+$/.exec(path)?.[1];
  const name = page ? `${page}.html` : path === '/' ? 'index.html' : path.replace(/^\/assets\//, '');
  const file = join(built, normalize(name));
  if (!file.startsWith(built) || !existsSync(file)) {
    response.writeHead(404).end();
    return;
  }
  const headers = {
    'content-type': types[extname(file)] ?? 'application/octet-stream',
    'content-security-policy': `${policy} ${page === 'report' ? '*' : "'none'"}`,
  };
  response.writeHead(200, { ...headers, 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
  response.end(readFileSync(file));
}
