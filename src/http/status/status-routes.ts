import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Request, type RequestHandler, type Response, Router } from 'express';
import type { BrandPack } from '../../core/words/brand.ts';
import { requireBrand } from '../brand-scope.ts';
import type { Context } from '../context.ts';
import { StatusCopies, type Told } from './status-copies.ts';
import { statusDocument } from './status-document.ts';
import { statusFeed } from './status-feed.ts';
import { statusIncidents, statusOnly, statusSummary } from './status-summary.ts';

/** A cache in front keeps the page alive while this server is down. */
const caching = 'public, max-age=20, stale-while-revalidate=120, stale-if-error=86400';

/** The public status of a brand: page, feed, and the JSON that aggregators read. Nothing here needs a script or a key. */
export function statusRoutes(context: Context): Router {
  const router = Router();
  const copies = new StatusCopies(context);
  const answer =
    (tell: (told: Told, root: string, response: Response) => void): RequestHandler =>
    async (request, response) => {
      const told = await copies.of(brandOf(context, request));
      response.setHeader('Cache-Control', caching);
      tell(told, rootOf(context, request), response);
    };
  const json = (make: (facts: Told['facts'], root: string) => unknown) =>
    answer(({ facts }, root, response) => {
      response.setHeader('Access-Control-Allow-Origin', '*');
      response.json(make(facts, root));
    });
  const template = templateIn(context.webDir);
  if (template !== null)
    router.get(
      '/status/:brand',
      answer((told, _root, response) => {
        const { head, body } = statusDocument(told);
        response
          .type('html')
          .send(template.replace('<!--head-->', () => head.text).replace('<!--body-->', () => body.text));
      }),
    );
  router.get(
    '/status/:brand/history.atom',
    answer(({ facts }, root, response) => {
      response.type('application/atom+xml').send(statusFeed(facts, root));
    }),
  );
  router.get('/status/:brand/api/v2/summary.json', json(statusSummary));
  router.get('/status/:brand/api/v2/status.json', json(statusOnly));
  router.get('/status/:brand/api/v2/incidents.json', json(statusIncidents));
  return router;
}

function brandOf(context: Context, request: Request): BrandPack {
  return requireBrand(context, String(request.params.brand).slice(0, 64));
}

/** Under which address people reach us: as it was set, else as they asked. */
function rootOf({ publicUrl }: Context, request: Request): string {
  return (publicUrl ?? `${request.protocol}://${request.get('host') ?? 'localhost'}`).replace(/(?<!\/)\/+$/, '');
}

/** The built document around the page: it names the style sheet. */
function templateIn(webDir: string | null): string | null {
  return webDir === null ? null : readFileSync(join(webDir, 'status.html'), 'utf8');
}
