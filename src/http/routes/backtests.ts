import type { SettingChanges } from '../../commands/backtest-history.ts';
import { minuteOf } from '../../core/words/interval.ts';
import { backtestAnswer } from '../answers/backtest-answer.ts';
import { readAge } from '../as-of.ts';
import { backtest, backtestList } from '../backtest-schemas.ts';
import { requireBrand } from '../brand-scope.ts';
import { HttpProblem } from '../problem.ts';
import { backtestBody, backtestPath, noQuery } from '../requests.ts';
import { defineRoute, type Route } from '../route.ts';

const longestDays = 400;

export const backtestRoutes: Route[] = [
  defineRoute({
    method: 'post',
    path: '/backtests',
    summary:
      'Replays stored history under changed settings: which incidents appear, vanish or change, and how many false alarms came beside the budget',
    needs: ['sre', 'analyst'],
    bodySchema: backtestBody,
    answers: { status: 202, description: 'Begun; ask for it by its id until it is done', schema: backtest },
    run: async (context, { body }) => {
      const brands = body.brand === undefined ? [...context.brandById.keys()] : [requireBrand(context, body.brand).id];
      const { minute } = await readAge(context, body.brand);
      const told = { from: minuteOf(body.from), to: Math.min(minute, minuteOf(body.to)) };
      if (told.from >= told.to)
        throw new HttpProblem('invalid-request', '`from` must lie before `to` and before what is judged so far.');
      if (told.to - told.from > longestDays * 1440)
        throw new HttpProblem('range-too-large', `A backtest covers ${longestDays} days at most.`);
      const outages = body.outages.map(({ brand, from, to }) => ({ brand, from: minuteOf(from), to: minuteOf(to) }));
      const changes: SettingChanges = body.settings;
      const job = context.backtests.begin({ brands, told, learnDays: body.learnDays, changes, outages });
      if (!job) throw new HttpProblem('too-many-requests', 'A backtest is running; begin the next when it has ended.');
      return backtestAnswer(job);
    },
  }),
  defineRoute({
    method: 'get',
    path: '/backtests',
    summary: 'Backtests asked for since the start of the server, newest first, without their results',
    needs: 'viewer',
    querySchema: noQuery,
    answers: { status: 200, description: 'The last twenty', schema: backtestList },
    run: async (context) => {
      const { asOf, stale } = await readAge(context);
      const items = context.backtests.list().map((job) => {
        const { result: _, ...answer } = backtestAnswer(job);
        return answer;
      });
      return { items, asOf, stale };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/backtests/:id',
    summary: 'One backtest with its result',
    needs: 'viewer',
    pathSchema: backtestPath,
    querySchema: noQuery,
    answers: { status: 200, description: 'The backtest', schema: backtest },
    run: (context, { path }) => {
      const job = context.backtests.find(path.id);
      if (!job) throw new HttpProblem('not-found', `There is no backtest "${path.id}" since the start of the server.`);
      return backtestAnswer(job);
    },
  }),
];
