import { describe, expect, it } from 'vitest';
import { axeFindings, looks, visit } from './support/browser.ts';
import { noRealServer, useRealServer } from './support/real-server.ts';

describe.skipIf(noRealServer)(
  `the report form on the real server${noRealServer && `: skipped, ${noRealServer}`}`,
  { timeout: 180_000 },
  () => {
    const site = useRealServer();

    it('takes 60 reports from one address within ten minutes; nobody waits for the proof', async () => {
      const { page, faults } = await visit(site.browser, `${site.server.url}/report/target`);
      const waitedMs: number[] = [];
      for (let i = 0; i < 60; i++) {
        await page.getByRole('radio', { name: 'Can’t log in' }).check();
        const pressedAt = performance.now();
        await page.getByRole('button', { name: 'Send report' }).click();
        await page.getByText('Your report counts from now on.').waitFor();
        waitedMs.push(performance.now() - pressedAt);
        await page.getByRole('button', { name: 'Report something else' }).click();
      }
      expect(site.server.submitted).toHaveLength(60);
      expect(waitedMs.sort((a, b) => a - b)[30]).toBeLessThan(1_000);
      expect(faults).toEqual([]);
      await page.context().close();
    });

    it('pays by itself when the price has risen', async () => {
      const { page } = await visit(site.browser, `${site.server.url}/report/target`);
      await page.getByRole('radio', { name: 'Something else' }).check();
      await page.waitForLoadState('networkidle');
      const before = site.server.submitted.length;
      // The proof in hand was made for another hour.
      site.server.setClock(Date.UTC(2026, 10, 3, 18));
      await page.getByRole('button', { name: 'Send report' }).click();
      await page.getByText('Your report counts from now on.').waitFor();
      expect(site.server.submitted).toHaveLength(before + 1);
      await page.context().close();
    });

    it('works without JavaScript, accessible, within its width', async () => {
      const context = await site.browser.newContext({ javaScriptEnabled: false });
      const page = await context.newPage();
      await page.goto(`${site.server.url}/report/walmart`);
      await page.getByRole('radio', { name: 'Can’t log in' }).check();
      await page.getByLabel('Where are you?').fill('Tulsa, OK');
      await page.getByRole('button', { name: 'Send report' }).click();
      await page.getByRole('status').getByText('Your report counts from now on.').waitFor();
      expect(site.server.submitted.at(-1)).toMatchObject({
        profileLocation: 'Tulsa, OK',
        stated: { kind: 'current', symptoms: ['login'] },
      });
      await page.getByRole('button', { name: 'Fixed for me' }).click();
      await page.getByRole('status').getByText('Good to hear').waitFor();
      expect(site.server.submitted.at(-1)?.stated?.kind).toBe('resolved');
      await context.close();
    });

    it('has the same form for both, seen as a browser without scripts sees it', async () => {
      const { page } = await visit(site.browser, `${site.server.url}/report/walmart`);
      // axe needs scripts: what stands in noscript is put in the page's place.
      await page.evaluate(() => {
        document.body.innerHTML = document.querySelector('noscript')!.textContent!;
      });
      for (const [look, { colorScheme, width, height }] of looks) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height });
        expect(await axeFindings(page), look).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), look).toBeLessThanOrEqual(
          0,
        );
      }
      await page.context().close();
    });
  },
);
