import { describe, expect, it } from 'vitest';
import { noBrowser, visit } from './support/browser.ts';
import { useApiServer } from './support/fake-api.ts';
import { iso } from './support/world.ts';

describe.skipIf(noBrowser)(`a page left open${noBrowser && `: skipped, ${noBrowser}`}`, { timeout: 60_000 }, () => {
  const site = useApiServer();

  it('shows a change within a second of its event', { retry: 2 }, async () => {
    const { page } = await visit(site.browser, site.server.origin);
    await page.getByText('live)').waitFor();
    const target = site.server.world.brands.find((brand) => brand.id === 'target')!;
    Object.assign(target, { state: 'watching', since: iso(site.server.world.now - 60_000) });
    const announcedAt = performance.now();
    site.server.announce(['brands'], ['target']);
    await page.locator('.brands li', { hasText: 'Target' }).getByText('Watching').waitFor();
    expect(performance.now() - announcedAt).toBeLessThan(1_000);
    await page.context().close();
  });

  it('says that the connection is lost, goes on showing what it knew, and catches up', async () => {
    const { page } = await visit(site.browser, site.server.origin);
    await page.getByText('live)').waitFor();
    site.server.cut();
    await page.getByRole('status').getByText('Connection to the server lost').waitFor();
    await page.getByText('not live)').waitFor();
    expect(await page.getByText('One incident is open').count()).toBe(1);
    const costco = site.server.world.brands.find((brand) => brand.id === 'costco')!;
    Object.assign(costco, { state: 'learning' });
    site.server.restore();
    await page.getByText('Connection to the server lost').waitFor({ state: 'detached' });
    await page.locator('.brands li', { hasText: 'Costco' }).getByText('Learning').waitFor();
    await page.context().close();
  });

  it('shows a stale judgement as stale', async () => {
    const { page } = await visit(site.browser, site.server.origin);
    await page.getByText('live)').waitFor();
    const asOf = new Map(site.server.world.brands.map(({ id, asOf }) => [id, asOf]));
    const fiveMinutesAgo = iso(site.server.world.now - 300_000);
    for (const brand of site.server.world.brands) Object.assign(brand, { stale: true, asOf: fiveMinutesAgo });
    site.server.announce(['brands']);
    await page.getByText('Stale: as of').waitFor();
    await page.getByText('The detector is behind').waitFor();
    for (const brand of site.server.world.brands) Object.assign(brand, { stale: false, asOf: asOf.get(brand.id) });
    await page.context().close();
  });

  it('keeps the choice of colors', async () => {
    const { page } = await visit(site.browser, site.server.origin);
    const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    await page.getByText('One incident is open').waitFor();
    const light = await background();
    await page.getByRole('button', { name: 'Colors: auto' }).click();
    await page.getByRole('button', { name: 'Colors: light' }).click();
    const dark = await background();
    expect(dark).not.toBe(light);
    await page.reload();
    await page.getByRole('button', { name: 'Colors: dark' }).waitFor();
    expect(await background()).toBe(dark);
    await page.context().close();
  });

  it('keeps a filtered, zoomed range in its address', async () => {
    const { page } = await visit(site.browser, `${site.server.origin}/#/explore?brand=walmart`);
    await page.getByLabel('Symptom').selectOption('login');
    await page.getByLabel('Source').selectOption('bluesky');
    await page.getByRole('button', { name: '1 day' }).click();
    const link = await page.evaluate(() => location.href);
    await page.context().close();
    const { page: other } = await visit(site.browser, link);
    await other.getByText('Distinct people per 5 minutes').waitFor();
    expect(await other.getByLabel('Symptom').inputValue()).toBe('login');
    expect(await other.getByRole('button', { name: '1 day' }).getAttribute('aria-pressed')).toBe('true');
    const download = await other.getByRole('link', { name: 'CSV', exact: true }).getAttribute('href');
    expect(download).toContain('what=timeline');
    expect(download).toContain('symptom=login');
    expect(download).toContain('source=bluesky');
    expect(await other.getByText('only from bluesky').count()).toBe(1);
    expect(download).toContain('tz=America%2FChicago');
    await other.context().close();
  });

  it('compares with the week before, and the link says so', async () => {
    const { page } = await visit(site.browser, `${site.server.origin}/#/explore?brand=walmart`);
    const earlier = page.waitForResponse((answer) => {
      const { pathname, searchParams } = new URL(answer.url());
      const from = Date.parse(searchParams.get('from') ?? '');
      return pathname.endsWith('/timeline') && Date.now() - from > 7 * 86_400_000;
    });
    await page.getByRole('button', { name: 'Compare with the week before' }).press('Enter');
    expect((await earlier).ok()).toBe(true);
    await page.locator('.legend').getByText('a week before').waitFor();
    expect((await page.locator('.series .earlier').getAttribute('d'))!.length).toBeGreaterThan(100);
    expect(await page.evaluate(() => location.hash)).toContain('compare=week');
    await page.context().close();
  });

  it('zooms to what is brushed', async () => {
    const { page } = await visit(site.browser, `${site.server.origin}/#/explore?brand=walmart`);
    const chart = page.getByRole('slider');
    await chart.waitFor();
    const box = (await chart.boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.4, box.y + 100);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.6, box.y + 110, { steps: 5 });
    await page.mouse.up();
    await page.waitForFunction(() => location.hash.includes('from='));
    const query = new URLSearchParams((await page.evaluate(() => location.hash)).split('?')[1]);
    const spanMinutes = (Date.parse(query.get('to')!) - Date.parse(query.get('from')!)) / 60_000;
    expect(spanMinutes).toBeGreaterThan(50);
    expect(spanMinutes).toBeLessThan(100);
    await page.context().close();
  });
});
