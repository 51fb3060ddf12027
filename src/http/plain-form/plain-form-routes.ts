import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import express, { type Request, Router } from 'express';
import type { BrandPack } from '../../core/words/brand.ts';
import { formChoices } from '../../core/words/form-choices.ts';
import { refuseForeignOrigin } from '../auth.ts';
import { requireBrand } from '../brand-scope.ts';
import type { Context } from '../context.ts';
import { HttpProblem, invalidRequest } from '../problem.ts';
import { formReport } from '../requests.ts';
import { type Markup, markup } from '../status/markup.ts';
import { takeReport } from '../take-report.ts';
import { type FormNews, plainFormDocument } from './plain-form-document.ts';

/** The report form's document. Within it stands a form that needs no script, for browsers that run none. */
export function plainFormRoutes(context: Context): Router {
  const router = Router();
  if (context.webDir === null) return router;
  const template = readFileSync(join(context.webDir, 'report.html'), 'utf8');
  const document = (pack: BrandPack, news: FormNews | null) =>
    template
      .replace('<div id="page">', () => page(pack).text)
      .replace('<!--plain-->', () => plainFormDocument(pack, news).text);
  router.get('/report/:brand', (request, response) => {
    const { sent } = request.query;
    response.setHeader('Cache-Control', 'no-cache');
    response
      .type('html')
      .send(document(brandOf(context, request), sent === 'current' || sent === 'resolved' ? sent : null));
  });
  router.post(
    '/report/:brand',
    express.urlencoded({ extended: false, limit: 16_384, parameterLimit: 20 }),
    async (request, response) => {
      const pack = brandOf(context, request);
      const { id } = pack;
      // Any page could make its visitors' browsers send such a form.
      refuseForeignOrigin(request);
      const body = reportFrom((request.body ?? {}) as Record<string, unknown>);
      try {
        await takeReport(context, { brand: id, body, request });
        response.redirect(303, `/report/${id}?sent=${body.kind}`);
      } catch (error) {
        if (!(error instanceof HttpProblem) || error.code !== 'proof-required') throw error;
        response.setHeader('Retry-After', '600');
        response.status(429).type('html').send(document(pack, 'refused'));
      }
    },
  );
  return router;
}

/** Told in the document, so that the form with a script needs to ask for nothing before it can be filled in. */
function page(pack: BrandPack): Markup {
  const { symptoms, surfaces } = formChoices(pack);
  return markup`<div id="page" data-brand="${pack.name}" data-symptoms="${symptoms.join(' ')}" data-surfaces="${surfaces.join(' ')}">`;
}

function brandOf(context: Context, request: Request) {
  return requireBrand(context, String(request.params.brand).slice(0, 64));
}

/** Fields of the form as the API takes them; what was left empty is left out. */
function reportFrom({ symptom, surface, ...rest }: Record<string, unknown>) {
  const written = Object.entries(rest).filter(([, value]) => value !== '');
  const list = (value: unknown) => (value === undefined || value === '' ? [] : [value].flat());
  const parsed = formReport.safeParse({
    ...Object.fromEntries(written),
    symptoms: list(symptom),
    surfaces: list(surface),
  });
  if (!parsed.success) throw invalidRequest(parsed.error, 'body');
  return parsed.data;
}
