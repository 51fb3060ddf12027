import { describe, expect, it } from 'vitest';
import { axeFindings, looks, noBrowser, visit } from './support/browser.ts';
import { useApiServer } from './support/fake-api.ts';

/** Each view, and words that are there only when its data has been drawn. */
const views: [name: string, path: string, words: (string | RegExp)[]][] = [
  [
    'overview',
    '/',
    [
      'One incident is open: Walmart.',
      'Confirmed problem',
      'Nothing unusual',
      'Demonstration',
      'reddit failing for',
      'sees search-errors degraded since',
      'pharmacy-refills is failing since',
      'Cloudflare',
    ],
  ],
  [
    'incident room',
    '/#/incidents/inc-walmart',
    [
      '412 people against 9 expected',
      'Why we say so',
      '287 of 412',
      'Checkout and payment',
      'Los Angeles, CA',
      'Download all as CSV',
      'In their words',
      'Mobile, AL',
      '44 min after',
      'We’re aware of an issue',
      'Looking at the login service',
      'Confirmed by its own telemetry',
      'People were 6 min ahead of telemetry',
      'telemetry bad',
      'down (0.412) since',
      'deploy: login 4.2',
      'The all-clear comes after 10 quiet minutes.',
      'The promised update is',
      'Reports in the 30 min before it: 90, after it: 60',
      'unsure',
      '120 reports against 2.4 expected',
      /could be located\..*Counted since .*, when it may have begun\./,
      /People out of 412;.*Counted since .*, when it may have begun\./,
    ],
  ],
  [
    'brand room',
    '/#/brands/target',
    ['Nothing unusual at Target', 'People reporting a problem', 'Incidents', 'degraded (0.083)'],
  ],
  ['explore', '/#/explore?brand=walmart', ['Explore Walmart', 'Download what is seen', 'people reporting']],
  [
    'explanation',
    '/#/explore?brand=walmart&why=2026-11-03T15:00:00Z',
    [
      'Why did it, or didn’t it, fire?',
      'It fired at',
      '51 against 2.6 expected',
      'practically never, mostly by Login, on Website, everywhere',
      'Passed: rarer than once in 1,000 days',
      'No: no word of the brand itself',
      'expectation: checkout and payment 9 against 0.1',
    ],
  ],
  ['sources', '/#/sources', ['3 of 4 sources are read.', 'answered 503', 'One gap', 'Switched off']],
  [
    'quiet times',
    '/#/holds',
    ['They hold back messages, not evidence.', 'database upgrade', 'weekly (Sun, Wed)', 'known to us'],
  ],
  ['scoreboard', '/#/scoreboard', ['How good were the incidents?', '3 of 4', 'An outage that was missed']],
  [
    'backtest',
    '/#/backtest',
    [
      'Incidents: 1 more, 1 told differently.',
      'Would have fired besides',
      'Walmart, ',
      'detected 4 min earlier; probable becomes confirmed',
      'Replay history',
      'now 1,000 days',
    ],
  ],
  [
    'settings',
    '/#/settings',
    ['In force', '1,000 days', 'from “probable” on', '2 failed', 'Brand packs', 'Send a test'],
  ],
  ['report form', '/report/walmart', ['What is not working at Walmart?', 'Me too', 'Send report']],
];

describe.skipIf(noBrowser)(
  `every view in a real browser${noBrowser && `: skipped, ${noBrowser}`}`,
  { timeout: 60_000 },
  () => {
    const site = useApiServer();

    it.each(views)('shows the %s without a fault, accessible, within its width', async (_name, path, words) => {
      const { page, faults } = await visit(site.browser, site.server.origin + path);
      for (const word of words) await page.getByText(word).filter({ visible: true }).first().waitFor();
      await page.waitForFunction(() => !document.body.textContent?.includes('Loading'));
      for (const [look, { colorScheme, width, height }] of looks) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height });
        expect(await axeFindings(page), look).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), look).toBeLessThanOrEqual(
          0,
        );
      }
      expect(faults).toEqual([]);
      await page.context().close();
    });

    it('shows hostile posts as text, each in its own direction', async () => {
      const { page, faults } = await visit(site.browser, `${site.server.origin}/#/incidents/inc-walmart`);
      await page.getByText('Show all').click();
      await page.getByText('<script>window.hacked=true</script>').first().waitFor();
      expect(await page.evaluate(() => 'hacked' in window || document.title === '1')).toBe(false);
      const bodies = await page.locator('.posts blockquote').allTextContents();
      expect(bodies.filter((text) => /[\u0000-\u0008\u202a-\u202e]/.test(text))).toEqual([]);
      const arabic = page.locator('.posts blockquote', { hasText: 'تسجيل' }).first();
      expect(await arabic.evaluate((element) => getComputedStyle(element).direction)).toBe('rtl');
      expect(faults).toEqual([]);
      await page.context().close();
    });

    it('shows posts by harm, then by reach', async () => {
      const { page } = await visit(site.browser, `${site.server.origin}/#/incidents/inc-walmart`);
      await page.getByText('reach 4,096 or more').waitFor();
      const order = await page.locator('.posts > li').allInnerTexts();
      const at = (words: string) => order.findIndex((text) => text.includes(words));
      // Pharmacy before checkout; among those who can't refill, the one who reached most.
      expect(at('reach 4,096 or more')).toBe(0);
      expect(order[0]).toContain('Pharmacy');
      expect(order[0]).toContain('version 24.1, US, 1 star');
      expect(at('checkout broken')).toBeGreaterThan(at('refill my prescription'));
      await page.getByRole('button', { name: 'Newest' }).click();
      await expect.poll(() => page.locator('.posts > li').first().innerText()).toContain('something went wrong');
      await page.context().close();
    });

    it('draws a gap as a gap, and a withheld state as withheld', async () => {
      const { page } = await visit(site.browser, `${site.server.origin}/#/incidents/inc-walmart`);
      await page.locator('[data-gap]').first().waitFor({ state: 'attached' });
      await page.locator('[data-suppressed="US-WY"]').waitFor({ state: 'attached' });
      expect(await page.locator('[data-state]').count()).toBe(51);
      await page.getByRole('button', { name: 'Show table: Where' }).click();
      expect(await page.getByRole('row', { name: /Wyoming/ }).textContent()).toContain('withheld');
      expect(await page.getByRole('row', { name: /Texas/ }).textContent()).toContain('51×');
      await page.context().close();
    });

    it('crosses symptoms with surfaces in a table that reads without its colors', async () => {
      const { page } = await visit(site.browser, `${site.server.origin}/#/incidents/inc-walmart`);
      const grid = page.getByRole('table', { name: 'People who report each symptom on each surface' });
      await grid.waitFor();
      const row = (name: string) => grid.getByRole('row', { name }).getByRole('cell').allInnerTexts();
      expect(await grid.getByRole('columnheader').allInnerTexts()).toEqual([
        'Website',
        'iPhone app',
        'App',
        'Store',
        'Not said',
      ]);
      expect((await row('Login')).map((text) => text.split('\n').at(-1))).toEqual([
        '88 people',
        'nobody',
        '121 people',
        'nobody',
        'nobody',
      ]);
      expect((await row('Pharmacy'))[0]).toContain('fewer than 5 people');
      const shade = (name: string) =>
        grid
          .getByRole('row', { name })
          .getByRole('cell')
          .nth(2)
          .evaluate((cell) => cell.className);
      expect(await shade('Login')).toContain('shade-4');
      expect(await shade('Error message')).toContain('shade-2');
      await page.context().close();
    });

    it('draws metros by size, the outline of the region, and stores when they are wanted', async () => {
      const { page, faults } = await visit(site.browser, `${site.server.origin}/#/incidents/inc-walmart`);
      await page.locator('[data-region="Dallas–Fort Worth"]').waitFor({ state: 'attached' });
      const radius = (id: string) =>
        page.locator(`[data-metro="${id}"]`).evaluate((circle) => Number(circle.getAttribute('r')));
      expect(await radius('US-TX:19100')).toBeGreaterThan(await radius('US-CA:31080'));
      const box = (selector: string) =>
        page.locator(selector).evaluate((one) => {
          const { x, width } = (one as SVGGraphicsElement).getBBox();
          return { x, width };
        });
      const [texas, dallas, outline] = [
        await box('[data-state="US-TX"]'),
        await box('[data-metro="US-TX:19100"]'),
        await box('[data-region]'),
      ];
      expect(dallas.x).toBeGreaterThan(texas.x);
      expect(dallas.x).toBeLessThan(texas.x + texas.width);
      expect(outline.x).toBeLessThan(dallas.x + dallas.width / 2);
      expect(await page.locator('[data-store]').count()).toBe(0);
      await page.getByLabel('Stores (2)').check();
      expect(await page.locator('[data-store]').count()).toBe(2);
      expect(faults).toEqual([]);
      await page.context().close();
    });

    it('asks for a key before it shows posts, and shows them then', async () => {
      site.server.world.isLocked = true;
      const { page } = await visit(site.browser, `${site.server.origin}/#/brands/walmart`);
      await page.getByLabel('API key').fill('secret');
      await page.getByRole('button', { name: 'Show posts' }).click();
      await page.getByText('refill my prescription').first().waitFor();
      await page.context().close();
    });

    it('keeps the open view in sight on a phone', async () => {
      const { page } = await visit(site.browser, `${site.server.origin}/#/settings`, { width: 360, height: 780 });
      const here = page.locator('.views [aria-current]');
      await here.waitFor();
      await expect
        .poll(() => here.evaluate((one) => one.getBoundingClientRect().right - innerWidth))
        .toBeLessThanOrEqual(0);
      await page.context().close();
    });

    it('never takes what it could not read for nothing', async () => {
      site.server.world.broken = ['incidents', 'telemetry', 'areas'];
      const { page } = await visit(site.browser, `${site.server.origin}/#/brands/target`);
      await page.getByText('Incidents could not be read: The database can’t answer now.').waitFor();
      expect(await page.getByText('None so far.').count()).toBe(0);
      await page.getByRole('link', { name: 'Overview' }).first().click();
      await page.getByRole('heading', { name: 'Which incidents are open is not known.' }).waitFor();
      expect(await page.getByText('Nothing unusual at the').count()).toBe(0);
      await page.getByText('Telemetry could not be read').waitFor();
      await page.getByRole('link', { name: 'Explore', exact: true }).click();
      await page.getByText('Areas could not be read').waitFor();
      site.server.world.broken = [];
      await page.context().close();
    });

    it('names the reader’s zone in the facts where the sentence is told in another', async () => {
      const walmart = site.server.world.brands.find(({ id }) => id === 'walmart')!;
      const began = async () => {
        const { page } = await visit(site.browser, `${site.server.origin}/#/incidents/inc-walmart`);
        const fact = page.locator('.facts div', { hasText: 'Began' });
        await fact.waitFor();
        const text = await fact.innerText();
        await page.context().close();
        return text;
      };
      expect(await began()).not.toMatch(/C[SD]T/);
      walmart.timeZone = 'America/New_York';
      expect(await began()).toMatch(/[AP]M C[SD]T/);
      walmart.timeZone = 'America/Chicago';
    });

    it('writes on the map so that it can be read over any color', async () => {
      const { page } = await visit(site.browser, `${site.server.origin}/#/incidents/inc-walmart`);
      const florida = page.locator('.map text', { hasText: '7×' }).first();
      await florida.waitFor();
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        const { paintOrder, fill, stroke } = await florida.evaluate((text) => {
          const { paintOrder, fill, stroke } = getComputedStyle(text);
          return { paintOrder, fill, stroke };
        });
        expect(paintOrder).toBe('stroke');
        expect([stroke, fill]).toEqual(
          colorScheme === 'light'
            ? ['rgb(255, 255, 255)', 'rgb(27, 26, 24)']
            : ['rgb(26, 28, 31)', 'rgb(236, 234, 230)'],
        );
      }
      await page.context().close();
    });

    it('says what is wrong at an address without an incident', async () => {
      const { page } = await visit(site.browser, `${site.server.origin}/#/incidents/nothing`);
      await page.getByRole('alert').getByText('There is no "nothing".').waitFor();
      await page.context().close();
    });
  },
);
