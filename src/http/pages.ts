import { join } from 'node:path';
import express, { type RequestHandler, Router } from 'express';
import helmet from 'helmet';
import type { Context } from './context.ts';

const yearSeconds = 31_536_000;

/** Nothing from another origin, no inline script; only the report form may be framed, by those who were named. */
export function securityHeaders({ formEmbedders }: Pick<Context, 'formEmbedders'>): RequestHandler {
  const strict = policy(["'none'"]);
  const embeddable = policy(formEmbedders.length > 0 ? [...formEmbedders] : ["'none'"]);
  return (request, response, next) =>
    request.path.startsWith('/report/') ? embeddable(request, response, next) : strict(request, response, next);
}

function policy(frameAncestors: string[]) {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        manifestSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors,
      },
    },
    xFrameOptions: frameAncestors[0] === "'none'" ? { action: 'deny' } : false,
    referrerPolicy: { policy: 'same-origin' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    // A server on loopback speaks plain http; whoever puts TLS in front adds this there.
    strictTransportSecurity: false,
  });
}

/** The built page: one document per kind of address, and its assets, whose names change with their content. */
export function pageRoutes(context: Context): Router {
  const router = Router();
  const { webDir } = context;
  if (webDir === null) return router;
  const send =
    (file: string): RequestHandler =>
    (_request, response, next) => {
      response.setHeader('Cache-Control', 'no-cache');
      response.sendFile(file, { root: webDir }, (error) => error && next(error));
    };
  router.get('/', send('index.html'));
  router.use(
    '/assets',
    express.static(webDir, {
      index: false,
      redirect: false,
      dotfiles: 'ignore',
      fallthrough: true,
      setHeaders: (response, path) => {
        const hashed = /-[A-Za-z0-9_-]{8}\.\w+$/.test(path);
        response.setHeader('Cache-Control', hashed ? `public, max-age=${yearSeconds}, immutable` : 'no-cache');
      },
    }),
  );
  router.get('/favicon.ico', (_request, response) => {
    response.status(204).end();
  });
  // The page routes within itself: addresses without a dot and outside the API show it.
  router.get(/^\/(?!api\/|assets\/|report\/|status\/)[^.]*$/, send('index.html'));
  return router;
}

/** Where the built page lies in a checkout and in the image: beside the compiled program. */
export function builtPageDir(distDir: string): string {
  return join(distDir, 'web');
}
