import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import type { z } from 'zod';
import type { Role } from '../core/words/role.ts';
import { need, personOf } from './auth.ts';
import type { Context } from './context.ts';
import type { Person } from './key-ring.ts';
import { HttpProblem, invalidRequest, sendProblem } from './problem.ts';

/** What a route is asked, already checked. */
export interface Asked<Path, Query, Body> {
  path: Path;
  query: Query;
  body: Body;
  person: Person | null;
  request: Request;
  response: Response;
}

/** One address: what it takes, who may ask, what it answers. The same schemas check requests and describe the API. */
export interface Route {
  method: 'get' | 'post' | 'delete';
  /** As Express writes it, below /api/v1. */
  path: string;
  summary: string;
  /** The least role that may ask, any one of several, or null: everybody. */
  needs: Role | readonly Role[] | null;
  pathSchema?: z.ZodObject;
  querySchema?: z.ZodObject;
  bodySchema?: z.ZodType;
  answers: { status: number; description: string; schema?: z.ZodType; mediaTypes?: string[] };
  /** A body that the route reads by itself. */
  rawBody?: { mediaTypes: string[]; schema: z.ZodType };
  /** The answer to the same path and query is the same for everybody who may ask: `run` is given nothing else, and it may serve several. */
  isShared?: boolean;
  /** Takes posts in, time and again: shared answers given within the next second or so may not know of them. */
  takesPosts?: boolean;
  /** Before the body is read: limits on the number of requests. */
  before?: (context: Context) => RequestHandler[];
  run: (context: Context, asked: Asked<never, never, never>) => unknown;
}

type Out<Schema extends z.ZodType | undefined> = Schema extends z.ZodType ? z.output<Schema> : undefined;

/** Ties what `run` receives to the schemas. A route that answers by itself (streams) returns undefined. */
export function defineRoute<
  Path extends z.ZodObject | undefined = undefined,
  Query extends z.ZodObject | undefined = undefined,
  Body extends z.ZodType | undefined = undefined,
>(
  route: Omit<Route, 'pathSchema' | 'querySchema' | 'bodySchema' | 'run'> & {
    pathSchema?: Path;
    querySchema?: Query;
    bodySchema?: Body;
    run: (context: Context, asked: Asked<Out<Path>, Out<Query>, Out<Body>>) => unknown;
  },
): Route {
  return route as unknown as Route;
}

/** How a page asks after it was told of a change (RFC 9111 5.2.1). */
const asksAnew = /\b(no-cache|max-age=0)\b/i;
const maxJsonBytes = 256 * 1_024;

export function mountRoute(router: Router, context: Context, route: Route): void {
  const steps: RequestHandler[] = [need(route.needs), ...(route.before?.(context) ?? [])];
  const querySchema = strictly(route.querySchema);
  if (route.bodySchema) steps.push(requireJson, express.json({ limit: maxJsonBytes, strict: false }));
  router[route.method](route.path, ...steps, async (request, response) => {
    const question = {
      path: check(route.pathSchema, request.params, 'path'),
      query: check(querySchema, request.query, 'query'),
    };
    const rest = { body: check(route.bodySchema, request.body, 'body'), person: personOf(response), request, response };
    const run = (asked: object) => route.run(context, asked as Asked<never, never, never>);
    const anew = asksAnew.test(request.get('Cache-Control') ?? '');
    const text = route.isShared
      ? await context.answers.of(keyOf(route, question), async () => JSON.stringify(await run(question)), { anew })
      : JSON.stringify(await run({ ...question, ...rest }));
    if (route.method !== 'get' && !route.takesPosts) context.answers.forget();
    if (text === undefined) return;
    response.setHeader('Cache-Control', route.needs === null ? 'no-cache' : 'private, no-cache');
    response.status(route.answers.status).type('json').send(text);
  });
}

function keyOf({ path }: Route, question: object): string {
  return JSON.stringify([path, question]);
}

/** Other methods on a known address are told apart from unknown addresses. */
export function refuseOtherMethods(router: Router, routes: Route[]): void {
  for (const path of new Set(routes.map((route) => route.path))) {
    const methods = routes.filter((route) => route.path === path).map((route) => route.method.toUpperCase());
    router.all(path, (request, response) => {
      response.setHeader('Allow', methods.join(', '));
      sendProblem(
        response,
        new HttpProblem('method-not-allowed', `Use ${methods.join(' or ')}, not ${request.method}.`),
      );
    });
  }
}

function check(schema: z.ZodType | undefined, value: unknown, where: string): unknown {
  if (!schema) return undefined;
  const result = schema.safeParse(value);
  if (!result.success) throw invalidRequest(result.error, where);
  return result.data;
}

/** A misspelt parameter must not silently widen the question. */
function strictly(schema: z.ZodObject | undefined): z.ZodObject | undefined {
  return schema?.strict();
}

const requireJson: RequestHandler = (request, _response, next) => {
  if (!request.is('application/json'))
    throw new HttpProblem('media-type', 'Send the body with Content-Type: application/json.');
  next();
};
