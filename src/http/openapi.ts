import type { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import type { Route } from './route.ts';
import { problem } from './schemas.ts';

/** The API's description, made from the schemas that check requests and that answers are tested against. */
export function openApiDocument(routes: Route[], version: string) {
  const paths: ZodOpenApiPathsObject = {};
  for (const route of routes) {
    const path = `/api/v1${route.path.replace(/:(\w+)/g, '{$1}')}`;
    paths[path] = { ...paths[path], [route.method]: operationOf(route) };
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Outcry',
      version,
      description:
        'Tells a brand that it is down, from what people say in public. Instants are ISO 8601 in UTC. Lists carry `asOf` (the detector has judged everything before it), `stale` and, unless they end, `next`. Errors are RFC 9457 problem documents with stable codes.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    components: {
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'An API key: oc_…' },
        session: { type: 'apiKey', in: 'cookie', name: 'outcry_session' },
      },
    },
    paths,
  });
}

function operationOf(route: Route): ZodOpenApiOperationObject {
  const { answers } = route;
  const operation: ZodOpenApiOperationObject = {
    operationId: operationId(route),
    summary: route.summary,
    security: route.needs === null ? [] : [{ key: [] }, { session: [] }],
    responses: {
      [String(answers.status) as '200']: { description: answers.description, content: contentOf(answers) },
      default: { description: 'What went wrong', content: { 'application/problem+json': { schema: problem } } },
    },
  };
  if (route.needs !== null) operation.description = `Needs role ${[route.needs].flat().join(' or ')} or above.`;
  if (route.pathSchema || route.querySchema)
    operation.requestParams = {
      ...(route.pathSchema ? { path: route.pathSchema } : {}),
      ...(route.querySchema ? { query: route.querySchema } : {}),
    };
  const body = bodyOf(route);
  if (body) operation.requestBody = { required: true, content: body };
  return operation;
}

function contentOf({
  schema,
  mediaTypes,
}: Route['answers']): Record<string, { schema: z.ZodType | { type: 'string' } }> {
  if (mediaTypes) return Object.fromEntries(mediaTypes.map((type) => [type, { schema: { type: 'string' as const } }]));
  return schema ? { 'application/json': { schema } } : {};
}

function bodyOf(route: Route): Record<string, { schema: z.ZodType }> | undefined {
  const { bodySchema, rawBody } = route;
  if (rawBody) return Object.fromEntries(rawBody.mediaTypes.map((type) => [type, { schema: rawBody.schema }]));
  return bodySchema ? { 'application/json': { schema: bodySchema } } : undefined;
}

/** `GET /brands/:id/reports` is `getBrandsIdReports`. */
function operationId({ method, path }: Route): string {
  const words = path.split(/[/:.-]+/).filter((word) => word !== '');
  return method + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}
