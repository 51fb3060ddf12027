/**
 * The clients of bench/flood, in a process of their own that goes last on this machine, since in life they have others: each sends one kind of report after the other as fast as it is answered, until the
 * time is over. Prints what they were answered, by kind and status, as JSON.
 * Run: node scripts/run.mjs bench/flood-clients ADDRESS CLIENTS SECONDS proofs|others: who looks for proofs has no time for others
 */
import { Agent, request } from 'node:http';
import { constants, setPriority } from 'node:os';
import { setImmediate as turn } from 'node:timers/promises';
import { findProof } from '../../src/core/text/proof-of-work.ts';

const [address, clients, seconds] = [process.argv[2]!, Number(process.argv[3]), Number(process.argv[4])];
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
const endsAt = performance.now() + seconds * 1_000;
const agent = new Agent({ keepAlive: true, maxSockets: clients });
const triesPerTurn = 500;

interface Sent {
  body?: string;
  type?: string;
  /** As a proxy would tell it. */
  from: string;
  path?: string;
  method?: string;
  headers?: Record<string, string>;
}

/** Status and body; status 0 when the connection was cut off. */
function send({ body, type = 'application/json', from, path, method = 'POST', headers }: Sent) {
  return new Promise<{ status: number; text: string }>((resolve) => {
    const to = new URL(path ?? '/api/v1/brands/walmart/reports', address);
    const all = { 'x-forwarded-for': from, ...(body !== undefined && { 'content-type': type }), ...headers };
    const asked = request(to, { agent, method, headers: all }, (reply) => {
      let text = '';
      reply.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      reply.on('close', () => resolve({ status: reply.statusCode!, text }));
    });
    asked.on('error', () => resolve({ status: 0, text: '' }));
    asked.end(body);
  });
}

async function proven(from: string): Promise<string> {
  const { text } = await send({ from, path: '/api/v1/report-challenge', method: 'GET' });
  const { challenge, bits } = JSON.parse(text) as { challenge: string; bits: number };
  for (let at = 0; performance.now() < endsAt; at += triesPerTurn) {
    const nonce = findProof(challenge, bits, { from: at, tries: triesPerTurn });
    if (nonce !== null) return JSON.stringify({ symptoms: ['login'], proof: { challenge, nonce } });
    await turn();
  }
  return '{}';
}

const one = '203.0.113.7';
/** Every report from another address, as many as somebody with a botnet has. */
const anyOf = (n: number) => `198.51.${Math.floor(n / 250) % 100}.${n % 250}`;
let used = '';

/** What one sends; `n` counts all reports. */
const kinds: Record<string, (n: number) => Sent | Promise<Sent>> = {
  'right proof, one address': async () => {
    used = await proven(one);
    return { body: used, from: one };
  },
  'right proof, many addresses': async (n) => ({ body: await proven(anyOf(n)), from: anyOf(n) }),
  'no proof, one address': () => ({ body: '{"symptoms":["login"]}', from: one }),
  'no proof, many addresses': (n) => ({ body: '{"symptoms":["login"]}', from: anyOf(n) }),
  'proof used again': () => ({ body: used || '{}', from: one }),
  'made-up proof': (n) => ({
    body: JSON.stringify({ proof: { challenge: `AAAAAAAA.zzzzzzzz.${n}`, nonce: n } }),
    from: one,
  }),
  'text over 2,000 characters': () => ({ body: JSON.stringify({ text: 'x'.repeat(10_000) }), from: one }),
  'body over 256 KiB': () => ({ body: JSON.stringify({ text: 'x'.repeat(1_000_000) }), from: one }),
  'not JSON': () => ({ body: '{"symptoms": [', from: one }),
  'another content type': () => ({ body: 'symptoms=login', type: 'text/plain', from: one }),
  'another origin': () => ({ body: '{}', from: one, headers: { origin: 'https://evil.example' } }),
  'plain form, without a script': () => ({
    ...{ body: 'symptom=login&kind=current', type: 'application/x-www-form-urlencoded', from: one },
    path: '/report/walmart',
  }),
};

/** What takes a proof, or one that was found before. */
const proofs = new Set(['right proof, one address', 'right proof, many addresses', 'proof used again']);
const answers: Record<string, Record<number, number>> = Object.fromEntries(
  Object.keys(kinds).map((kind) => [kind, {}]),
);
let n = 0;
async function client(kind: string): Promise<void> {
  while (performance.now() < endsAt) {
    const { status } = await send(await kinds[kind]!(n++));
    const counted = answers[kind]!;
    counted[status] = (counted[status] ?? 0) + 1;
  }
}

const names = Object.keys(kinds).filter((kind) => proofs.has(kind) === (process.argv[5] === 'proofs'));
await Promise.all(Array.from({ length: clients }, (_, at) => client(names[at % names.length]!)));
agent.destroy();
console.log(JSON.stringify(Object.fromEntries(names.map((kind) => [kind, answers[kind]]))));
