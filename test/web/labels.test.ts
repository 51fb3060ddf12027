import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { issueKey } from '../../src/commands/manage-keys.ts';
import { readLabels } from '../../src/store/labels.ts';
import { asOfAt } from '../http/seed.ts';
import { axeFindings, tabTo, visit } from './support/browser.ts';
import { useApiServer } from './support/fake-api.ts';
import { noRealServer, useRealServer } from './support/real-server.ts';

describe.skipIf(noRealServer)(
  `posts are relabeled on the page, over the API${noRealServer && `: skipped, ${noRealServer}`}`,
  { timeout: 120_000 },
  () => {
    const site = useRealServer();
    beforeEach(() => site.database.query('DELETE FROM label'));

    // The incident's hours lie in the seed's own time, whatever the clock of the browser says.
    const room = () => visit(site.browser, `${site.server.url}/#/incidents/inc-1`);
    const post = (page: Page, words: string) => page.locator('.posts > li', { hasText: words });
    const standing = () => readLabels(site.database, { all: false, limit: 9 });

    it('with one press of a key, and back', async () => {
      const { page, faults } = await room();
      const item = post(page, 'walmart app login is down, try 16');
      await item.waitFor();
      await tabTo(page, 'Not a report “walmart app login is down, try 16”', 120);
      await page.keyboard.press('Enter');
      await item.getByText('No report, says you (was: Broken now)').waitFor();
      expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('Take back');
      expect((await standing())[0]).toMatchObject({ postId: 'bluesky:016', kind: 'none', actor: 'local' });
      const stored = () => site.database.query("SELECT kind, model FROM report WHERE post_id = 'bluesky:016'");
      expect(await stored()).toEqual([{ kind: 'none', model: 'person' }]);
      expect(await axeFindings(page)).toEqual([]);
      await page.keyboard.press('Enter');
      await item.getByRole('button', { name: 'Not a report' }).waitFor();
      expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('Not a report');
      expect(await stored()).toEqual([{ kind: 'current', model: 'kind@1' }]);
      expect(await standing()).toEqual([]);
      expect(faults).toEqual([]);
      await page.context().close();
    });

    it('in full: kind, symptoms and why', async () => {
      const { page, faults } = await room();
      const item = post(page, 'walmart app login is down, try 18');
      await item.getByRole('button', { name: 'Correct…' }).press('Enter');
      await item.getByLabel('It is').selectOption('Works again');
      await item.getByRole('checkbox', { name: 'Checkout and payment' }).uncheck();
      await item.getByLabel('Why').fill('it says so below');
      expect(await axeFindings(page)).toEqual([]);
      await item.getByRole('button', { name: 'Save' }).press('Enter');
      await item.getByText('Works again, says you').waitFor();
      expect((await standing())[0]).toMatchObject({
        kind: 'resolved',
        symptoms: ['login'],
        reason: 'it says so below',
      });
      expect(faults).toEqual([]);
      await page.context().close();
    });

    it('among those that the model took for something else', async () => {
      const { page } = await room();
      await page.getByLabel('Posts that are').selectOption('Works again');
      const item = post(page, 'walmart app login is down, try 28');
      await item.getByRole('button', { name: 'Is a report' }).press('Enter');
      await item.getByText('Broken now, says you (was: Works again)').waitFor();
      expect((await standing())[0]).toMatchObject({ postId: 'bluesky:028', kind: 'current' });
      await page.context().close();
    });

    it('by nobody who may only read', async () => {
      const { key } = await issueKey(
        { database: site.database, clock: { now: () => asOfAt }, actor: 't' },
        { name: 'v', role: 'viewer' },
      );
      site.server.setClock(asOfAt + 60_000);
      const { page } = await room();
      await page.getByLabel('API key').fill(key);
      await page.getByRole('button', { name: 'Show posts' }).click();
      await page.locator('.posts > li').first().waitFor();
      expect(await page.getByRole('button', { name: 'Not a report' }).count()).toBe(0);
      await page.context().close();
      await site.database.query('DELETE FROM api_key');
      site.server.setClock(asOfAt + 120_000);
    });
  },
);

describe.skipIf(noRealServer)(
  `what has no name yet${noRealServer && `: skipped, ${noRealServer}`}`,
  { timeout: 120_000 },
  () => {
    const site = useApiServer();

    it('stands on the brand’s page with its words, people and posts, and what to add to the pack', async () => {
      const { page, faults } = await visit(site.browser, `${site.server.origin}/#/brands/walmart`);
      const panel = page.locator('section', { has: page.getByRole('heading', { name: 'Without a name yet' }) });
      await panel.getByText('28 of 412 first-hand reports of the last 24 hours fit no named symptom.').waitFor();
      await panel.getByText('usually 0.4; 6.11 times the usual').waitFor();
      await tabTo(page, 'What they say', 200);
      await page.keyboard.press('Enter');
      await panel.getByText('gift card balance shows zero').waitFor();
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await panel.getByText('"symptomWords"').waitFor();
      expect(await axeFindings(page)).toEqual([]);
      expect(faults).toEqual([]);
      await page.context().close();
    });
  },
);
