import { formAnswer, reportChallenge } from '../access-schemas.ts';
import { requireBrand } from '../brand-scope.ts';
import { addressKey } from '../limits.ts';
import { brandPath, formReport } from '../requests.ts';
import { defineRoute, type Route } from '../route.ts';
import { takeReport } from '../take-report.ts';

export const formRoutes: Route[] = [
  defineRoute({
    method: 'get',
    path: '/report-challenge',
    summary: 'A challenge for the next report: with its proof, nobody behind a shared address is refused',
    needs: null,
    answers: { status: 200, description: 'Good for one report within the hour', schema: reportChallenge },
    run: (context, { request, response }) => {
      response.setHeader('Cache-Control', 'no-store');
      return context.admission.challenge(addressKey(context.addressSecret, request));
    },
  }),
  defineRoute({
    method: 'post',
    path: '/brands/:id/reports',
    summary: 'The public report form: "I have a problem", "me too", "fixed for me"; no cookie, no account',
    needs: null,
    takesPosts: true,
    pathSchema: brandPath,
    bodySchema: formReport,
    answers: { status: 202, description: 'Taken; it is counted within a minute', schema: formAnswer },
    run: async (context, { path, body, request }) => {
      requireBrand(context, path.id);
      return { accepted: true as const, id: await takeReport(context, { brand: path.id, body, request }) };
    },
  }),
];
