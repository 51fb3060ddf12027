import { describe, expect, it } from 'vitest';
import { noBrowser, tabTo, visit } from './support/browser.ts';
import { useApiServer } from './support/fake-api.ts';

describe.skipIf(noBrowser)(`by keyboard alone${noBrowser && `: skipped, ${noBrowser}`}`, { timeout: 60_000 }, () => {
  const site = useApiServer();

  it('goes from the overview into an incident and back', async () => {
    const { page, faults } = await visit(site.browser, site.server.origin);
    await page.getByText('One incident is open').waitFor();
    await tabTo(page, '412 people against 9 expected');
    await page.keyboard.press('Enter');
    await page.getByText('Why we say so').waitFor();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
    await tabTo(page, 'Overview');
    await page.keyboard.press('Enter');
    await page.getByText('One incident is open').waitFor();
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('skips to the content', async () => {
    const { page } = await visit(site.browser, site.server.origin);
    await page.getByText('One incident is open').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
    await page.context().close();
  });

  it('reads the timeline with arrows, selects with Shift and zooms with Enter', async () => {
    const { page } = await visit(site.browser, `${site.server.origin}/#/explore?brand=walmart`);
    await page.getByText('people reporting').first().waitFor();
    await tabTo(page, 'Read the timeline', 60);
    await page.keyboard.press('ArrowLeft');
    const spoken = await page.getByRole('slider').getAttribute('aria-valuetext');
    expect(spoken).toMatch(/reporting, .* expected/);
    for (let i = 0; i < 29; i++) await page.keyboard.press('Shift+ArrowLeft');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => location.hash.includes('from='));
    const query = new URLSearchParams((await page.evaluate(() => location.hash)).split('?')[1]);
    expect(Date.parse(query.get('to')!) - Date.parse(query.get('from')!)).toBe(30 * 60_000);
    await page.context().close();
  });

  it('asks why a minute did, or did not, fire; the address keeps the question', async () => {
    const { page, faults } = await visit(site.browser, `${site.server.origin}/#/explore?brand=walmart&symptom=login`);
    await page.getByText('Why did it, or didn’t it, fire?').waitFor();
    await tabTo(page, 'Explain', 80);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /^It fired at .*: Login, everywhere$/ }).waitFor();
    const link = await page.evaluate(() => location.href);
    await page.context().close();
    const { page: other } = await visit(site.browser, link);
    await other.getByRole('heading', { name: /^It fired at .*: Login, everywhere$/ }).waitFor();
    expect(faults).toEqual([]);
    await other.context().close();
  });

  it('sends a report: a symptom, a surface and a place', async () => {
    const { page, faults } = await visit(site.browser, `${site.server.origin}/report/target`);
    await page.getByText('What is not working at Target?').waitFor();
    await tabTo(page, 'symptom');
    await page.keyboard.press('ArrowRight');
    await tabTo(page, 'surface');
    await page.keyboard.press('Space');
    await tabTo(page, 'place');
    await page.keyboard.type('Tulsa, OK');
    await page.keyboard.press('Enter');
    await page.getByText('Your report counts from now on.').waitFor();
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('Thank you');
    expect(site.server.received.at(-1)).toEqual({
      brand: 'target',
      body: { kind: 'current', symptoms: ['login'], surfaces: ['web'], place: 'Tulsa, OK', lang: 'en' },
      cookie: undefined,
    });
    expect(await page.context().cookies()).toEqual([]);
    expect(faults).toEqual([]);
    await page.context().close();
  });
});
