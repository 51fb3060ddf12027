import express, { type Express, type RequestHandler, Router } from 'express';
import { identify, refuseForeignHosts } from './auth.ts';
import type { AppOptions, Context } from './context.ts';
import { EventStream } from './event-stream.ts';
import { type HealthContext, healthRoutes } from './health.ts';
import { KeyRing } from './key-ring.ts';
import { openApiDocument } from './openapi.ts';
import { Overview } from './overview.ts';
import { pageRoutes, securityHeaders } from './pages.ts';
import { plainFormRoutes } from './plain-form/plain-form-routes.ts';
import { answerProblems, HttpProblem, routeOf } from './problem.ts';
import { ReportAdmission } from './report-admission.ts';
import { mountRoute, type Route, refuseOtherMethods } from './route.ts';
import { accessRoutes } from './routes/access.ts';
import { backtestRoutes } from './routes/backtests.ts';
import { backupRoutes } from './routes/backup.ts';
import { brandRoutes } from './routes/brands.ts';
import { channelRoutes } from './routes/channels.ts';
import { clusterRoutes } from './routes/clusters.ts';
import { erasureRoutes } from './routes/erasures.ts';
import { eventRoutes } from './routes/events.ts';
import { explainRoutes } from './routes/explain.ts';
import { exportRoutes } from './routes/exports.ts';
import { figureRoutes } from './routes/figures.ts';
import { formRoutes } from './routes/form.ts';
import { handlingRoutes } from './routes/handling.ts';
import { holdRoutes } from './routes/holds.ts';
import { incidentRoutes } from './routes/incidents.ts';
import { intakeRoutes } from './routes/intake.ts';
import { labelRoutes } from './routes/labels.ts';
import { markerRoutes } from './routes/markers.ts';
import { mergingRoutes } from './routes/merging.ts';
import { reportRoutes } from './routes/reports.ts';
import { scoreboardRoutes } from './routes/scoreboard.ts';
import { settingRoutes } from './routes/settings.ts';
import { sourceRoutes } from './routes/sources.ts';
import { statementRoutes } from './routes/statements.ts';
import { storeRoutes } from './routes/stores.ts';
import { telemetryRoutes } from './routes/telemetry.ts';
import { SharedAnswers } from './shared-answers.ts';
import { statusRoutes } from './status/status-routes.ts';

/** Every route of the API, in the order of its description. */
export const apiRoutes: Route[] = [
  ...brandRoutes,
  ...incidentRoutes,
  ...handlingRoutes,
  ...mergingRoutes,
  ...statementRoutes,
  ...telemetryRoutes,
  ...holdRoutes,
  ...scoreboardRoutes,
  ...markerRoutes,
  ...reportRoutes,
  ...labelRoutes,
  ...clusterRoutes,
  ...figureRoutes,
  ...sourceRoutes,
  ...storeRoutes,
  ...exportRoutes,
  ...explainRoutes,
  ...backtestRoutes,
  ...settingRoutes,
  ...channelRoutes,
  ...intakeRoutes,
  ...formRoutes,
  ...eventRoutes,
  ...accessRoutes,
  ...backupRoutes,
  ...erasureRoutes,
];

export interface App {
  express: Express;
  /** Ends the event streams, so that the server can close. */
  close(): void;
}

/** The web server's whole behavior; it listens nowhere by itself. */
export function createApp(options: AppOptions): App {
  const context = contextOf(options);
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', options.trustedProxies);
  app.set('query parser', 'simple');
  app.use(measure(context), securityHeaders(context));
  app.use(healthRoutes(context));
  app.use(refuseForeignHosts(context));
  app.use('/api/v1', api(context));
  app.use(statusRoutes(context));
  app.use(plainFormRoutes(context));
  app.use(pageRoutes(context));
  app.use((request) => {
    throw new HttpProblem('not-found', `There is nothing at ${request.path.slice(0, 200)}; see /api/v1/openapi.json.`);
  });
  app.use(
    answerProblems((route, error) => {
      context.events.requestFailed(route, error);
    }),
  );
  return { express: app, close: () => context.stream.close() };
}

/** What a worker answers that has neither page nor API: whether it is alive and ready, and what it has done. */
export function createHealthApp(options: Omit<HealthContext, 'brandById'> & Pick<AppOptions, 'brands'>): App {
  const app = express();
  app.disable('x-powered-by');
  const brandById = new Map(options.brands.map((pack) => [pack.id, pack]));
  app.use(healthRoutes({ ...options, brandById }, { needsQueue: true }));
  app.use((_request, response) => {
    response.status(404).type('text/plain').send('This worker serves /healthz, /readyz and /metrics alone.\n');
  });
  return { express: app, close: () => {} };
}

function contextOf(options: AppOptions): Context {
  const ground = {
    ...options,
    brandById: new Map(options.brands.map((pack) => [pack.id, pack])),
    demoBrands: new Set(options.brands.filter((pack) => pack.demonstration).map((pack) => pack.id)),
    keys: new KeyRing(options.database, options.clock),
  };
  return {
    ...ground,
    overview: new Overview(ground),
    answers: new SharedAnswers({ keptMs: options.answersKeptMs, changes: options.changes }),
    stream: new EventStream(ground),
    admission: new ReportAdmission(ground),
  };
}

function api(context: Context): Router {
  const router = Router();
  router.use(identify(context));
  const document = JSON.stringify(openApiDocument(apiRoutes, context.versions.program));
  router.get('/openapi.json', (_request, response) => {
    response.setHeader('Cache-Control', 'no-cache');
    response.type('application/json').send(document);
  });
  for (const route of apiRoutes) mountRoute(router, context, route);
  refuseOtherMethods(router, apiRoutes);
  return router;
}

function measure(context: Context): RequestHandler {
  return (request, response, next) => {
    const startedMs = performance.now();
    response.on('finish', () =>
      context.events.requestAnswered({
        method: request.method,
        route: routeOf(request),
        status: response.statusCode,
        durationMs: performance.now() - startedMs,
      }),
    );
    next();
  };
}
