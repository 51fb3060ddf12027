import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { exportData } from '../../commands/export-data.ts';
import { requireBrand, scopeOf } from '../brand-scope.ts';
import { HttpProblem } from '../problem.ts';
import { exportsQuery } from '../requests.ts';
import { defineRoute, type Route } from '../route.ts';

const maxAtOnce = 4;

export const exportRoutes: Route[] = [
  defineRoute({
    method: 'get',
    path: '/exports',
    summary: 'Downloads timelines, posts or incidents as CSV, NDJSON or Parquet, streamed',
    needs: 'viewer',
    querySchema: exportsQuery,
    answers: {
      status: 200,
      description: 'The file. The same request on the same data gives the same bytes',
      mediaTypes: ['text/csv', 'application/x-ndjson', 'application/vnd.apache.parquet'],
    },
    run: async (context, { query, response }) => {
      if (query.brand !== undefined) requireBrand(context, query.brand);
      if (query.from >= query.to) throw new HttpProblem('invalid-request', '`from` must lie before `to`.');
      const { format, ...request } = query;
      const running = runningExports.get(context) ?? 0;
      if (running >= maxAtOnce)
        throw new HttpProblem('too-many-requests', `${maxAtOnce} exports are running; try again when one has ended.`);
      runningExports.set(context, running + 1);
      const startedAt = context.clock.now();
      try {
        const made = exportData(
          {
            database: context.database,
            format: context.formats[format]!,
            brands: [...context.brandById.keys()],
            sourcesOf: (brand) => scopeOf(context, brand),
            versions: context.versions,
            smallestCell: context.smallestCell,
            authorWindowMinutes: context.authorWindowMinutes,
            nowMs: startedAt,
            done: (rows) =>
              context.events.exported({ what: query.what, format, rows, durationMs: context.clock.now() - startedAt }),
          },
          request,
        );
        response.setHeader('Content-Type', made.mediaType);
        response.setHeader('Content-Disposition', `attachment; filename="${made.fileName}"`);
        response.setHeader('Cache-Control', 'private, no-store');
        await pipeline(Readable.from(made.bytes, { objectMode: false, highWaterMark: 1 << 20 }), response);
      } catch (error) {
        // A reader that hangs up is no fault of ours.
        if ((error as { code?: string }).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
        context.events.exportBroken({ what: query.what, format }, error);
      } finally {
        runningExports.set(context, (runningExports.get(context) ?? 1) - 1);
      }
      return undefined;
    },
  }),
];

const runningExports = new WeakMap<object, number>();
