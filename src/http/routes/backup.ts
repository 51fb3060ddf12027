import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { backupLines } from '../../commands/back-up.ts';
import { isoInstant } from '../../core/words/interval.ts';
import { writeAudit } from '../../store/audit.ts';
import { actingOf } from '../acting.ts';
import { HttpProblem } from '../problem.ts';
import { noQuery } from '../requests.ts';
import { defineRoute, type Route } from '../route.ts';

/** One at a time: it reads everything. */
const running = new WeakSet<object>();

export const backupRoutes: Route[] = [
  defineRoute({
    method: 'get',
    path: '/backup',
    summary:
      'The whole database as a backup for `outcry restore`, streamed; it holds post text, hashes of keys and the salt',
    needs: 'admin',
    querySchema: noQuery,
    answers: { status: 200, description: 'Compressed lines of JSON', mediaTypes: ['application/gzip'] },
    run: async (context, { person, response }) => {
      if (running.has(context)) throw new HttpProblem('too-many-requests', 'A backup is being made already.');
      running.add(context);
      try {
        const acting = actingOf(context, person);
        const at = context.clock.now();
        await writeAudit(context.database, { at, actor: acting.actor, action: 'backed-up', detail: {} });
        const name = `outcry-${isoInstant(at).slice(0, 16).replace(':', '')}.gz`;
        response.setHeader('Content-Type', 'application/gzip');
        response.setHeader('Content-Disposition', `attachment; filename="${name}"`);
        response.setHeader('Cache-Control', 'private, no-store');
        await pipeline(Readable.from(backupLines(acting), { objectMode: false }), createGzip(), response);
      } catch (error) {
        // A reader that hangs up is no fault of ours.
        if ((error as { code?: string }).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
        context.events.exportBroken({ what: 'backup', format: 'gz' }, error);
      } finally {
        running.delete(context);
      }
      return undefined;
    },
  }),
];
