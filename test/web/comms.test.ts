import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { axeFindings, noBrowser, visit } from './support/browser.ts';
import { useApiServer } from './support/fake-api.ts';

const english = 'English, drafted from what is known';
const focused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute('name') ?? '');

describe.skipIf(noBrowser)(
  `what customers are told${noBrowser && `: skipped, ${noBrowser}`}`,
  { timeout: 60_000 },
  () => {
    const site = useApiServer();
    const room = async () => {
      const opened = await visit(site.browser, `${site.server.origin}/#/incidents/inc-walmart`);
      await opened.page.getByLabel(english).waitFor();
      return opened;
    };
    const newDraft = (en: string) => {
      site.server.world.comms.draft!.en = `${en} Next update within 30 minutes.`;
      site.server.announce(['incidents'], ['walmart']);
    };

    it('keeps what is being edited while a newer draft comes, and offers that one', async () => {
      const { page, faults } = await room();
      newDraft('We are aware of it.');
      await expect.poll(() => page.getByLabel(english).inputValue()).toMatch(/^We are aware of it\./);
      await page.getByLabel(english).fill('Cards are declined. Next update within 30 minutes.');
      newDraft('We see fewer problems.');
      await page.getByText('A newer draft exists.').waitFor();
      expect(await page.getByLabel(english).inputValue()).toMatch(/^Cards are declined\./);
      expect(await focused(page)).toBe('en');
      expect(await axeFindings(page)).toEqual([]);
      await page.getByRole('button', { name: 'Take it instead' }).press('Enter');
      expect(await page.getByLabel(english).inputValue()).toMatch(/^We see fewer problems\./);
      expect(await focused(page)).toBe('en');
      expect(await page.getByText('A newer draft exists.').count()).toBe(0);
      expect(faults).toEqual([]);
      await page.context().close();
    });

    it('lets the number of minutes speak in both texts, and says where it does not', async () => {
      const { page } = await room();
      const note = page.getByText('The status page goes by the number of minutes');
      await page.getByLabel('Next update, minutes').fill('45');
      expect(await page.getByLabel(english).inputValue()).toContain('Next update within 45 minutes.');
      expect(await page.getByLabel('Spanish').inputValue()).toContain('Próxima actualización en menos de 45 minutos.');
      expect(await note.count()).toBe(0);
      await page.getByLabel(english).fill('Cards are declined. More within the hour.');
      await note.waitFor();
      await page.getByLabel('Next update, minutes').fill('60');
      expect(await page.getByLabel(english).inputValue()).toBe('Cards are declined. More within the hour.');
      await page.context().close();
    });

    it('shows a statement in its lines, and that it waits only until it is approved', async () => {
      const { page } = await room();
      await page.getByLabel(english).fill('Cards are declined.\nWe are on it.');
      await page.getByLabel('Your name').nth(0).fill('Ada');
      await page.getByRole('button', { name: 'Put up for approval' }).press('Enter');
      const said = page.locator('blockquote', { hasText: 'We are on it.' });
      await said.waitFor();
      const { height, line } = await said.evaluate((quote) => ({
        height: quote.clientHeight,
        line: Number.parseFloat(getComputedStyle(quote).lineHeight),
      }));
      expect(height).toBeGreaterThan(1.8 * line);
      expect(await page.getByText('It waits for approval').count()).toBe(1);
      const approval = page.locator('form', { has: page.getByRole('button', { name: 'Approve' }) });
      await approval.getByLabel('Your name').fill('Grace');
      await approval.getByRole('button').press('Enter');
      await page.getByText('approved by Grace').nth(1).waitFor();
      expect(await page.getByText('It waits for approval').count()).toBe(0);
      expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-labelledby'))).toBe('comms');
      await page.context().close();
    });
  },
);
