import { minuteOf } from '../../core/words/interval.ts';
import { explanationAnswer } from '../answers/explanation-answer.ts';
import { readAge } from '../as-of.ts';
import { requireBrand } from '../brand-scope.ts';
import { explanation } from '../explain-schemas.ts';
import { HttpProblem } from '../problem.ts';
import { explainQuery } from '../requests.ts';
import { defineRoute, type Route } from '../route.ts';

/** Each judges the history of a brand again. */
const maxAtOnce = 2;
const running = new WeakMap<object, number>();

export const explainRoutes: Route[] = [
  defineRoute({
    method: 'get',
    path: '/explain',
    summary: 'Why a series did, or didn’t, fire in a minute: inputs, expectation, evidence, rules and verdict',
    needs: 'viewer',
    querySchema: explainQuery,
    answers: {
      status: 200,
      description: 'The explanation; of the last judged minute unless `at` is given',
      schema: explanation,
    },
    run: async (context, { query }) => {
      const pack = requireBrand(context, query.brand);
      const { asOf, stale, minute: end } = await readAge(context, query.brand);
      const minute = query.at === undefined ? end - 1 : minuteOf(query.at);
      if (minute >= end)
        throw new HttpProblem('invalid-request', `\`at\` must lie before ${asOf}: later isn't judged yet.`);
      const now = running.get(context) ?? 0;
      if (now >= maxAtOnce)
        throw new HttpProblem('too-many-requests', `${maxAtOnce} explanations are being made; try again in a moment.`);
      running.set(context, now + 1);
      try {
        const { symptom, surface, area } = query;
        const told = await context.explain({ pack, symptom, surface, area, minute });
        return { ...explanationAnswer(told), asOf, stale };
      } finally {
        running.set(context, (running.get(context) ?? 1) - 1);
      }
    },
  }),
];
