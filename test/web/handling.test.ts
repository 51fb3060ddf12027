import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/ports/database.ts';
import { readJudgments } from '../../src/store/read/handling.ts';
import { readIncident } from '../../src/store/read/incidents.ts';
import { asOfAt, insertIncident, onsetMinute, seed, testIncident } from '../http/seed.ts';
import { startServer, type TestServer } from '../http/server.ts';
import { openTestDatabase } from '../support/database.ts';
import { axeFindings, launch, noBrowser, tabTo, visit } from './support/browser.ts';

const webDir = resolve(import.meta.dirname, '../../dist/web');
const missing = noBrowser || (existsSync(webDir) ? '' : `there is no ${webDir}`);

describe.skipIf(missing)(
  `an incident is handled by keyboard, over the API${missing && `: skipped, ${missing}`}`,
  { timeout: 90_000 },
  () => {
    let database: Database;
    let server: TestServer;
    let browser: Browser;
    beforeAll(async () => {
      database = await openTestDatabase();
      await seed(database);
      [server, browser] = await Promise.all([startServer(database, { webDir }), launch()]);
    }, 60_000);
    afterAll(async () => {
      await browser?.close();
      await server?.close();
      await database?.close();
    });

    it('is taken on and judged, and the scoreboard follows', async () => {
      const { page, faults } = await visit(browser, `${server.url}/#/incidents/inc-1`);
      await page.getByText('Nobody has taken it on yet.').waitFor();
      await tabTo(page, 'name', 80);
      await page.keyboard.press('ControlOrMeta+a');
      await page.keyboard.type('Ada');
      await page.keyboard.press('Tab');
      await page.keyboard.type('looking at logins');
      await page.keyboard.press('Enter');
      await page.getByText('looking at logins').waitFor();
      await tabTo(page, 'verdict', 80);
      await page.keyboard.press('Tab');
      await page.keyboard.press('Tab');
      await page.keyboard.type('logins failed everywhere');
      await page.keyboard.press('Enter');
      await page.getByText(': a true outage').waitFor();
      expect(await readJudgments(database, 'inc-1')).toMatchObject([{ verdict: 'true', name: 'local' }]);
      await page.getByLabel('English, drafted from what is known').focus();
      for (let i = 0; i < 4; i++) await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await page.getByText('Proposed by local').waitFor();
      await tabTo(page, 'Approve', 80);
      await page.keyboard.press('Enter');
      await page.getByText('approved by local').waitFor();
      // The younger of two is merged, and taken out again.
      const at = onsetMinute * 60_000 + 1;
      const younger = { onset: { at, low: at, high: at }, closedAt: asOfAt, state: 'closed' as const };
      await insertIncident(database, testIncident({ id: 'inc-younger', ...younger }));
      server.change({ what: ['incidents'], brands: ['walmart'] });
      for (const [action, why] of [
        ['Merge with', 'took in inc-younger (local: one cause)'],
        ['Take out again', 'gave off inc-younger (local: two causes)'],
      ] as const) {
        await page.getByLabel(action).focus();
        await page.keyboard.press('Tab');
        await page.keyboard.press('Tab');
        await page.keyboard.type(why.includes('one') ? 'one cause' : 'two causes');
        await page.keyboard.press('Enter');
        await page.getByText(why).waitFor();
      }
      expect((await readIncident(database, 'inc-younger'))!.mergedInto).toBeUndefined();
      expect(await axeFindings(page)).toEqual([]);
      await tabTo(page, 'Quiet times', 120);
      await page.keyboard.press('Enter');
      await page.getByText('None is in force.').waitFor();
      await page.getByRole('button', { name: 'Silence' }).evaluate((button) => {
        const form = (button as HTMLButtonElement).form!;
        (form.elements.namedItem('reason') as HTMLInputElement).focus();
      });
      await page.keyboard.type('known to us');
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Take back: all brands, known to us' }).focus();
      await page.keyboard.press('Enter');
      await page.getByText('None is in force.').waitFor();
      await tabTo(page, 'Scoreboard', 120);
      await page.keyboard.press('Enter');
      await page.getByText('1 of 1').first().waitFor();
      expect(faults).toEqual([]);
      await page.context().close();
    });
  },
);
