import { createHmac } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import { ipKeyGenerator, type Options, rateLimit } from 'express-rate-limit';
import type { Context } from './context.ts';
import { HttpProblem, sendProblem } from './problem.ts';

const minuteMs = 60_000;

/** The report form: what one household needs in ten minutes, many times over. */
export function limitForm(context: Context): RequestHandler[] {
  return [limit(context, { windowMs: 10 * minuteMs, limit: 12 })];
}

export function limitSignIns(context: Context): RequestHandler[] {
  return [limit(context, { windowMs: 5 * minuteMs, limit: 20 })];
}

/** Wrong keys are counted, right ones are not. */
export function limitWrongKeys(context: Context): RequestHandler {
  return limit(context, {
    windowMs: 5 * minuteMs,
    limit: 60,
    skipSuccessfulRequests: true,
    requestWasSuccessful: (_request, response) => response.statusCode !== 401,
  });
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
    keyGenerator: (request) => addressKey(context.secret, request),
    handler: (request, response) => {
      context.events.requestRefused('too-many-requests', request.route?.path ?? 'unmatched');
      sendProblem(response, new HttpProblem('too-many-requests', 'Wait as long as Retry-After says, then try again.'));
    },
  });
}
