import { describe, expect, it } from 'vitest';
import { comms, statement } from '../../src/http/statement-shapes.ts';
import { poster } from '../support/post-json.ts';
import { useSeededServer } from '../support/seeded-server.ts';
import { asOfAt, asOfMinute } from './seed.ts';

const site = useSeededServer();

const send = poster(() => site.server);
const post = (path: string, body: unknown) => send(`incidents/${path}`, body);
const sheet = async () => comms.parse(await (await site.server.get('/api/v1/incidents/inc-1/comms')).json());

describe('statements over the API', () => {
  it('go from draft to proposal to approval, with a promise that can be late and an effect', async () => {
    const { draft, allClear, statements } = await sheet();
    expect([draft!.kind, statements]).toEqual(['holding', []]);
    expect(allClear).toMatchObject({ quietMinutes: 10, isMet: false });
    const made = await post('inc-1/statements', { ...draft, name: 'Ada' });
    expect(made.status).toBe(201);
    const proposed = statement.parse(await made.json());
    expect(proposed).toMatchObject({ proposedBy: 'Ada', approvedAt: null, nextUpdateAt: null, effect: null });
    const approved = statement.parse(
      await (await post(`inc-1/statements/${proposed.id}/approval`, { name: 'Grace' })).json(),
    );
    expect(approved).toMatchObject({ approvedBy: 'Grace', nextUpdateAt: '2026-11-03T15:30:30Z', isOverdue: false });
    expect((await post(`inc-1/statements/${proposed.id}/approval`, {})).status).toBe(404);

    // Ten minutes on: 60 reports came in the ten before, 20 in the ten after.
    for (let minute = asOfMinute; minute < asOfMinute + 10; minute++)
      await site.database.query("INSERT INTO stratum_count VALUES ('walmart', '*', '*', '*', $1, 2)", [minute]);
    site.server.setClock(asOfAt + 10 * 60_000 + 30_000);
    const [then] = (await sheet()).statements;
    expect(then!.effect).toMatchObject({ before: 60, after: 20, minutes: 10 });
    expect(then!.effect!.ratio!.value).toBeCloseTo(1 / 3, 6);
    site.server.setClock(asOfAt + 31 * 60_000);
    expect((await sheet()).statements[0]!.isOverdue).toBe(true);
    const next = statement.parse(await (await post('inc-1/statements', { en: 'Fixed.', es: 'Listo.' })).json());
    await post(`inc-1/statements/${next.id}/approval`, {});
    expect((await sheet()).statements.map(({ isOverdue }) => isOverdue)).toEqual([false, false]);
    const audit = (await (await site.server.get('/api/v1/audit?incident=inc-1')).json()) as {
      items: { action: string }[];
    };
    expect(
      audit.items
        .map(({ action }) => action)
        .reverse()
        .slice(0, 2),
    ).toEqual(['statement-proposed', 'statement-approved']);
  });

  it('need both languages, and belong to their incident', async () => {
    expect((await post('inc-1/statements', { en: 'Only English.' })).status).toBe(400);
    expect((await post('inc-1/statements', { en: 'x', es: 'y', nextUpdateMinutes: 1 })).status).toBe(400);
    expect((await post('none/statements', { en: 'x', es: 'y' })).status).toBe(404);
    expect((await post('inc-1/statements/999/approval', {})).status).toBe(404);
  });
});
