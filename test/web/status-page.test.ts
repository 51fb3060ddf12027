import { describe, expect, it } from 'vitest';
import { axeFindings, looks } from './support/browser.ts';
import { noRealServer, useRealServer } from './support/real-server.ts';

describe.skipIf(noRealServer)(
  `the status page${noRealServer && `: skipped, ${noRealServer}`}`,
  { timeout: 90_000 },
  () => {
    const site = useRealServer();

    it.each(looks)('is read without a script, accessible and within its width (%s)', async (_look, how) => {
      const { width, height, colorScheme } = how;
      const viewport = { width, height };
      const plain = await site.browser.newContext({ viewport, colorScheme, javaScriptEnabled: false });
      const page = await plain.newPage();
      const strange: string[] = [];
      page.on('request', (request) => {
        if (!request.url().startsWith(site.server.url) || request.resourceType() === 'script')
          strange.push(request.url());
      });
      await page.goto(`${site.server.url}/status/walmart`);
      await page.getByRole('heading', { name: '400 people against 9.2 expected' }).waitFor();
      expect(await page.locator('.day rect.over').count()).toBeGreaterThan(0);
      expect(await page.locator('h1').evaluate((h1) => getComputedStyle(h1).fontWeight)).toBe('600');
      await page.getByText('As a table').click();
      await page
        .getByRole('cell', { name: 'not seen' })
        .or(page.getByRole('cell', { name: '120' }))
        .first()
        .waitFor();
      expect(strange).toEqual([]);
      await plain.close();
      const context = await site.browser.newContext({ viewport, colorScheme });
      const scripted = await context.newPage();
      await scripted.clock.install();
      await scripted.goto(`${site.server.url}/status/walmart`);
      expect(await axeFindings(scripted)).toEqual([]);
      await scripted.route('**/status/walmart', (route) => route.abort());
      await scripted.clock.runFor(61_000);
      await scripted.getByText('this is as old as it says').waitFor();
      await scripted.unroute('**/status/walmart');
      await scripted.clock.runFor(61_000);
      await scripted.getByText('this is as old as it says').waitFor({ state: 'detached' });
      expect(await scripted.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
      await context.close();
    });
  },
);
