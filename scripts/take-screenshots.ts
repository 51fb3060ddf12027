// Pictures of a running installation for the documentation, small enough for version control:
//   node scripts/run.mjs take-screenshots --from http://127.0.0.1:8300 --out data/screenshots [--only incident-light,…]
// The demonstration's incident must be open or over; --brand names another brand.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Browser, chromium } from 'playwright-core';

const { values } = parseArgs({
  options: {
    from: { type: 'string', default: 'http://127.0.0.1:8300' },
    out: { type: 'string', default: 'data/screenshots' },
    brand: { type: 'string', default: 'brightcart' },
    only: { type: 'string', default: '' },
  },
});
const mostBytes = 60_000;
const looks = [
  ['light', { colorScheme: 'light', width: 1280, height: 860 }],
  ['dark', { colorScheme: 'dark', width: 1280, height: 860 }],
  ['phone', { colorScheme: 'light', width: 360, height: 780 }],
  ['dark-phone', { colorScheme: 'dark', width: 360, height: 780 }],
] as const;

async function views(): Promise<[name: string, path: string][]> {
  const { brand, from } = values;
  const answer = await fetch(`${from}/api/v1/incidents?brand=${brand}&limit=1`);
  const { items } = (await answer.json()) as { items: { id: string }[] };
  if (!items[0]) throw new Error(`${brand} has no incident yet: wait until the demonstration has come so far`);
  return [
    ['overview', '/'],
    ['incident', `/#/incidents/${items[0].id}`],
    ['explore', `/#/explore?brand=${brand}&range=6h&bucket=5m`],
    ['backtest', '/#/backtest'],
    ['scoreboard', '/#/scoreboard'],
    ['quiet-times', '/#/holds'],
    ['sources', '/#/sources'],
    ['settings', '/#/settings'],
    ['report', `/report/${brand}`],
    ['status', `/status/${brand}`],
  ];
}

/** As WebP, in as good a quality as fits. */
async function take(browser: Browser, url: string, look: (typeof looks)[number][1]): Promise<Buffer> {
  const { colorScheme, width, height } = look;
  const context = await browser.newContext({
    ...{ viewport: { width, height }, colorScheme, locale: 'en-US', timezoneId: 'America/Chicago' },
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  await page.goto(url);
  await page.locator('h1').waitFor();
  await page.waitForFunction(() => !document.body.textContent?.includes('Loading'));
  const session = await context.newCDPSession(page);
  let picture = Buffer.alloc(0);
  for (const quality of [90, 75, 60, 40]) {
    const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality });
    picture = Buffer.from(data, 'base64');
    if (picture.length <= mostBytes) break;
  }
  await context.close();
  return picture;
}

const wanted = values.only.split(',').filter((name) => name !== '');
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu'],
});
try {
  mkdirSync(values.out, { recursive: true });
  for (const [view, path] of await views()) {
    for (const [look, how] of looks) {
      const name = `${view}-${look}`;
      if (wanted.length > 0 && !wanted.includes(name)) continue;
      const picture = await take(browser, values.from + path, how);
      writeFileSync(join(values.out, `${name}.webp`), picture);
      console.log(`${name}.webp ${picture.length} bytes`);
    }
  }
} finally {
  await browser.close();
}
