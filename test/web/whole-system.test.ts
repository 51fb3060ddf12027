import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startOutcry } from '../../src/compose.ts';
import { loadConfig } from '../../src/config/load.ts';
import { axeFindings, launch, noBrowser, visit } from './support/browser.ts';

const scenario = resolve(import.meta.dirname, '../../data/scenarios/demonstration.ndjson');
const missing = noBrowser || (existsSync(scenario) ? '' : `there is no ${scenario}`);

describe.skipIf(missing)(
  `the page on the whole system${missing && `: skipped, ${missing}`}`,
  { timeout: 180_000 },
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'outcry-page-'));
    let running: Awaited<ReturnType<typeof startOutcry>>;
    let browser: Browser;
    beforeAll(async () => {
      // No source but the archive of the demonstration: no network.
      const environment = { OUTCRY_SOURCES: '', OUTCRY_BRANDS: 'walmart,target' };
      const config = loadConfig({
        ...environment,
        OUTCRY_PORT: '0',
        OUTCRY_DATA_DIR: folder,
        OUTCRY_LOG_LEVEL: 'fatal',
      });
      [running, browser] = await Promise.all([startOutcry(config), launch()]);
    }, 120_000);
    afterAll(async () => {
      await browser?.close();
      await running?.stop('the test is over');
      rmSync(folder, { recursive: true, force: true });
    }, 60_000);

    it('sees the outage of the demonstration come up by itself, and shows it whole', async () => {
      const { page, faults } = await visit(browser, running.address);
      const row = page.locator('.brands li', { hasText: 'Demonstration' });
      await row.getByText('Confirmed problem').waitFor({ timeout: 150_000 });
      await row.getByRole('link').click();
      for (const words of ['Why we say so', 'How it went', 'Whole site or app down', 'reports could be located'])
        await page.getByText(words).locator('visible=true').first().waitFor({ timeout: 30_000 });
      await page.locator('.posts blockquote').first().waitFor({ timeout: 30_000 });
      expect(await page.locator('[data-onset]').count()).toBe(1);
      expect(await axeFindings(page)).toEqual([]);
      expect(faults).toEqual([]);
      await page.context().close();
    });

    it('takes a report from the form and counts it', async () => {
      const { page, faults } = await visit(browser, `${running.address}/report/walmart`);
      await page.getByRole('radio', { name: 'Can’t log in' }).check();
      await page.getByLabel('Where are you?').fill('Tulsa, OK');
      await page.getByRole('button', { name: 'Send report' }).click();
      await page.getByText('Your report counts from now on.').waitFor();
      expect(await page.context().cookies()).toEqual([]);
      expect(faults).toEqual([]);
      const { page: room } = await visit(browser, `${running.address}/#/brands/walmart`);
      await room.getByText('Tulsa, OK').first().waitFor({ timeout: 60_000 });
      await page.context().close();
      await room.context().close();
    });

    it.each(['/', '/#/explore?brand=walmart', '/#/sources', '/status/walmart'])(
      'shows %s without a fault',
      async (path) => {
        const { page, faults } = await visit(browser, running.address + path);
        await page.locator('h1').waitFor();
        await page.waitForFunction(() => !document.body.textContent?.includes('Loading'));
        expect(await axeFindings(page)).toEqual([]);
        expect(faults).toEqual([]);
        await page.context().close();
      },
    );
  },
);
