import { createHmac } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import { ipKeyGenerator, MemoryStore, type Options, rateLimit } from 'express-rate-limit';
import type { Context } from './context.ts';
import { HttpProblem, sendProblem } from './problem.ts';

const minuteMs = 60_000;
const maxWrongKeys = 60;

export function limitSignIns(context: Context): RequestHandler[] {
  return [limit(context, { windowMs: 5 * minuteMs, limit: 20 })];
}

/** Counts wrong keys by address; right ones cost nothing, however many come at once. */
export class WrongKeys {
  readonly #store = new MemoryStore();

  constructor() {
    this.#store.init({ windowMs: 5 * minuteMs } as Options);
  }

  async refuseGuessers(key: string): Promise<void> {
    const seen = await this.#store.get(key);
    if (seen && seen.totalHits >= maxWrongKeys)
      throw new HttpProblem('too-many-requests', 'Too many wrong keys came from here; try again in five minutes.');
  }

  async count(key: string): Promise<void> {
    await this.#store.increment(key);
  }
}

/** One-way key of the sender's address (of its /64 for IPv6): the address itself is never kept. */
export function addressKey(secret: string, request: Request): string {
  const address = ipKeyGenerator(request.ip ?? 'unknown', 64);
  return createHmac('sha256', secret).update(`address:${address}`).digest('base64url').slice(0, 22);
}

function limit(context: Context, options: Partial<Options>): RequestHandler {
  return rateLimit({
    ...options,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    // Whose X-Forwarded-For is believed is the app's own setting.
    validate: { xForwardedForHeader: false, trustProxy: false },
    keyGenerator: (request) => addressKey(context.addressSecret, request),
    handler: (request, response) => {
      context.events.requestRefused('too-many-requests', request.route?.path ?? 'unmatched');
      sendProblem(response, new HttpProblem('too-many-requests', 'Wait as long as Retry-After says, then try again.'));
    },
  });
}
