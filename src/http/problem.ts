import type { ErrorRequestHandler, Response } from 'express';
import { ZodError } from 'zod';
import { DatabaseError, type DatabaseErrorKind } from '../ports/database.ts';
import type { Problem } from './schemas.ts';

/** Every code that the API answers with: stable, one table. */
export const problems = {
  'invalid-request': { status: 400, title: 'The request is not valid' },
  'malformed-body': { status: 400, title: 'The body can’t be read' },
  'invalid-cursor': { status: 400, title: 'The cursor is not one that the API gave out for this question' },
  'range-too-large': { status: 400, title: 'The range holds too many buckets' },
  'key-required': { status: 401, title: 'An API key is needed' },
  'key-invalid': { status: 401, title: 'The API key is unknown or revoked' },
  'role-required': { status: 403, title: 'The key’s role doesn’t allow this' },
  'origin-refused': { status: 403, title: 'The request comes from a page of another origin' },
  'not-found': { status: 404, title: 'Nothing is here' },
  'brand-unknown': { status: 404, title: 'No such brand is watched' },
  'incident-unknown': { status: 404, title: 'There is no such incident' },
  'report-unknown': { status: 404, title: 'There is no such report' },
  'label-unknown': { status: 404, title: 'There is no such label in force' },
  'key-unknown': { status: 404, title: 'There is no such key in force' },
  'channel-unknown': { status: 404, title: 'There is no such channel' },
  'hold-unknown': { status: 404, title: 'There is no such window or silence in force' },
  'statement-unknown': { status: 404, title: 'No such statement waits for approval' },
  'method-not-allowed': { status: 405, title: 'The address exists, but not for this method' },
  'change-refused': { status: 409, title: 'These incidents can’t be merged or split so' },
  'incident-over': { status: 409, title: 'The incident is over' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'media-type': { status: 415, title: 'The body’s media type is not one that is read here' },
  'host-refused': { status: 421, title: 'The Host header names another machine' },
  'nothing-accepted': { status: 422, title: 'None of the items could be accepted' },
  'proof-required': { status: 428, title: 'A proof of work is needed' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'The server failed' },
  unavailable: { status: 503, title: 'The server can’t answer now' },
} as const;
export type ProblemCode = keyof typeof problems;

/** What goes wrong in answering a request, as RFC 9457 tells it. */
export class HttpProblem extends Error {
  override readonly name = 'HttpProblem';
  readonly code: ProblemCode;
  readonly errors: { path: string; message: string }[];
  readonly extra: Record<string, unknown>;

  constructor(
    code: ProblemCode,
    detail: string,
    more: { errors?: { path: string; message: string }[]; extra?: Record<string, unknown>; cause?: unknown } = {},
  ) {
    super(detail, { cause: more.cause });
    this.code = code;
    this.errors = more.errors ?? [];
    this.extra = more.extra ?? {};
  }
}

const unavailableSeconds: Partial<Record<DatabaseErrorKind, number>> = {
  unavailable: 5,
  locked: 2,
  full: 60,
  conflict: 1,
};

/** Answers a fault as problem+json; what isn't expected is told to the log alone, but for the ends of senders who went away. */
export function answerProblems(told: (route: string, error: unknown) => void): ErrorRequestHandler {
  return (error, request, response, _next) => {
    const problem = problemFrom(error);
    if (isFault(error, problem) && !request.readableAborted) told(routeOf(request), error);
    if (response.headersSent) {
      // A download that breaks must not look complete.
      response.destroy();
      return;
    }
    const wait = error instanceof DatabaseError ? unavailableSeconds[error.kind] : undefined;
    if (wait !== undefined) response.setHeader('Retry-After', String(wait));
    sendProblem(response, problem, request.originalUrl.split('?')[0]);
  };
}

/** What the operator must see. A refusal of ours is no fault, and it would fill the log in a flood; the metrics count it. */
function isFault(error: unknown, { code }: HttpProblem): boolean {
  return !(error instanceof HttpProblem) && (code === 'internal' || code === 'unavailable');
}

export function sendProblem(response: Response, problem: HttpProblem, instance?: string): void {
  const { status, title } = problems[problem.code];
  const body: Problem & Record<string, unknown> = {
    ...problem.extra,
    type: `urn:outcry:problem:${problem.code}`,
    title,
    status,
    code: problem.code,
    detail: problem.message,
  };
  if (instance !== undefined) body.instance = instance;
  if (problem.errors.length > 0) body.errors = problem.errors;
  if (status === 401) response.setHeader('WWW-Authenticate', 'Bearer realm="outcry"');
  response.setHeader('Cache-Control', 'no-store');
  response.status(status).type('application/problem+json').send(JSON.stringify(body));
}

function problemFrom(error: unknown): HttpProblem {
  if (error instanceof HttpProblem) return error;
  if (error instanceof ZodError) return invalidRequest(error, 'request');
  if (error instanceof DatabaseError && unavailableSeconds[error.kind] !== undefined)
    return new HttpProblem('unavailable', 'The database can’t answer now; try again shortly.', { cause: error });
  return bodyProblemFrom(error as { type?: unknown; status?: unknown; message?: string });
}

/** The faults of Express's body readers and of its router. */
function bodyProblemFrom(error: { type?: unknown; status?: unknown; message?: string }): HttpProblem {
  if (error.type === 'entity.too.large')
    return new HttpProblem('body-too-large', 'The body is larger than this address reads; send it in parts.');
  if (error.type === 'entity.parse.failed')
    return new HttpProblem('malformed-body', `The body is not valid JSON: ${error.message ?? 'unreadable'}.`);
  if (error.type === 'encoding.unsupported' || error.type === 'charset.unsupported')
    return new HttpProblem('media-type', 'Send the body as UTF-8, plain or with gzip.');
  if (typeof error.status === 'number' && error.status >= 400 && error.status < 500)
    return new HttpProblem('invalid-request', 'The address or the body can’t be read: check its encoding.');
  return new HttpProblem('internal', 'An unexpected fault; it is in the server’s log.', { cause: error });
}

/** Zod's findings with their places. */
export function invalidRequest(error: ZodError, where: string): HttpProblem {
  const errors = error.issues.map((issue) => ({
    path: [where, ...issue.path.map(String)].join('.'),
    message: issue.message,
  }));
  const detail = errors.map(({ path, message }) => `${path}: ${message}`).join('; ');
  return new HttpProblem('invalid-request', detail, { errors, cause: error });
}

/** The route's template, never the address itself: labels and logs stay bounded. */
export function routeOf(request: { baseUrl?: string; route?: { path?: unknown } }): string {
  const path = request.route?.path;
  return typeof path === 'string' ? `${request.baseUrl ?? ''}${path}` : 'unmatched';
}
