import { randomUUID } from 'node:crypto';
import { cleanText } from '../../ports/external-post.ts';
import { formAnswer } from '../access-schemas.ts';
import { requireBrand } from '../brand-scope.ts';
import { addressKey, limitForm } from '../limits.ts';
import { HttpProblem } from '../problem.ts';
import { brandPath, formReport } from '../requests.ts';
import { defineRoute, type Route } from '../route.ts';

export const formSource = 'form';

export const formRoutes: Route[] = [
  defineRoute({
    method: 'post',
    path: '/brands/:id/reports',
    summary: 'The public report form: "I have a problem", "me too", "fixed for me"; no cookie, no account',
    needs: null,
    pathSchema: brandPath,
    bodySchema: formReport,
    before: limitForm,
    answers: { status: 202, description: 'Taken; it is counted within a minute', schema: formAnswer },
    run: async (context, { path, body, request }) => {
      requireBrand(context, path.id);
      const nativeId = randomUUID();
      const [result] = await context.submit([
        {
          id: `${formSource}:${nativeId}`,
          source: formSource,
          nativeId,
          author: addressKey(context.secret, request),
          text: cleanText(body.text ?? ''),
          createdAt: context.clock.now(),
          lang: body.lang,
          aboutBrand: path.id,
          ...(body.place ? { profileLocation: cleanText(body.place) } : {}),
          stated: { kind: body.kind, symptoms: body.symptoms, surfaces: body.surfaces },
        },
      ]);
      if (!result?.accepted)
        throw new HttpProblem(
          'nothing-accepted',
          result?.message ?? 'The report could not be taken; try again shortly.',
        );
      return { accepted: true as const, id: nativeId };
    },
  }),
];
