import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { noBrowser, visit } from './support/browser.ts';
import { useApiServer } from './support/fake-api.ts';

const query = async (page: Page) => new URLSearchParams((await page.evaluate(() => location.hash)).split('?')[1] ?? '');

/** Labels of the time axis that lie on one another. */
function overlaps(page: Page): Promise<number> {
  return page.locator('.chart text[text-anchor="middle"]').evaluateAll((labels) => {
    const boxes = labels.map((label) => label.getBoundingClientRect()).sort((a, b) => a.left - b.left);
    return boxes.filter((box, i) => i > 0 && box.top === boxes[i - 1]!.top && box.left < boxes[i - 1]!.right).length;
  });
}

describe.skipIf(noBrowser)(`what is put in${noBrowser && `: skipped, ${noBrowser}`}`, { timeout: 60_000 }, () => {
  const site = useApiServer();

  it('days of the week can only be ticked for what comes every week', async () => {
    const { page } = await visit(site.browser, `${site.server.origin}/#/holds`);
    const monday = page.getByLabel('Mon', { exact: true });
    await page.getByLabel('Again').selectOption('daily');
    expect(await monday.isDisabled()).toBe(true);
    await page.getByLabel('Again').selectOption('weekly');
    expect(await monday.isDisabled()).toBe(false);
    await page.context().close();
  });

  it('says that From must lie before To, keeps what was typed, and takes it once it fits', async () => {
    const { page } = await visit(
      site.browser,
      `${site.server.origin}/#/explore?brand=walmart&from=2026-11-01T06:00:00Z&to=2026-11-01T12:00:00Z`,
    );
    const fault = (name: string) =>
      page.getByLabel(name, { exact: true }).evaluate((field) => (field as HTMLInputElement).validationMessage);
    await page.getByLabel('From', { exact: true }).fill('2026-11-01T09:00');
    expect(await fault('From')).toBe('From must lie before To.');
    expect((await query(page)).get('from')).toBe('2026-11-01T06:00:00Z');
    site.server.announce(['timeline']);
    await page.getByLabel('To', { exact: true }).fill('2026-11-01T10:00');
    await page.waitForFunction(() => location.hash.includes('T16%3A00'));
    expect((await query(page)).get('from')).toBe('2026-11-01T15:00:00.000Z');
    expect([await fault('From'), await fault('To')]).toEqual(['', '']);
    await page.context().close();
  });

  it('asks for no year that is only half typed', async () => {
    const { page, faults } = await visit(
      site.browser,
      `${site.server.origin}/#/explore?brand=walmart&from=2026-11-01T06:00:00Z&to=2026-11-01T12:00:00Z`,
    );
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    const from = page.getByLabel('From', { exact: true });
    for (const year of ['0002', '0020', '0202', '2025']) await from.fill(`${year}-11-01T00:00`);
    await page.waitForResponse((response) => response.url().includes('from=2025-'));
    expect(asked.filter((url) => /from=0/.test(url))).toEqual([]);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('does not offer what can’t be drawn', async () => {
    const { page } = await visit(site.browser, `${site.server.origin}/#/explore?brand=walmart&range=28d`);
    const disabled = () =>
      page
        .getByLabel('Counted per')
        .locator('option')
        .evaluateAll((all) => all.flatMap((one) => ((one as HTMLOptionElement).disabled ? [one.textContent] : [])));
    await expect.poll(disabled).toEqual(['minute']);
    await page.getByRole('button', { name: '7 days' }).click();
    await expect.poll(disabled).toEqual([]);
    await page.context().close();
  });

  it.each([1280, 360])('labels five years so that they can be read, on %d pixels', async (width) => {
    const { page } = await visit(
      site.browser,
      `${site.server.origin}/#/explore?brand=walmart&from=2021-11-01T06:00:00Z&to=2026-11-01T12:00:00Z`,
      { width, height: 800 },
    );
    await page.locator('.chart text[text-anchor="middle"]', { hasText: /\d{4}/ }).first().waitFor();
    expect(await overlaps(page)).toBe(0);
    await page.context().close();
  });

  it('takes no missed outage of the future', async () => {
    const { page } = await visit(site.browser, `${site.server.origin}/#/scoreboard`);
    const began = page.getByLabel('Began');
    await began.fill('2099-01-01T00:00');
    expect(await began.evaluate((field) => (field as HTMLInputElement).validity.rangeOverflow)).toBe(true);
    await page.context().close();
  });

  it.each(['holds', 'scoreboard', 'explore?brand=walmart'])('shows instants whole on a phone: %s', async (view) => {
    const { page } = await visit(site.browser, `${site.server.origin}/#/${view}`, { width: 320, height: 780 });
    const fields = page.locator('input[type="datetime-local"]');
    await fields.first().waitFor();
    const widths = await fields.evaluateAll((all) => all.map((field) => field.clientWidth));
    expect(Math.min(...widths)).toBeGreaterThan(200);
    await page.context().close();
  });
});
