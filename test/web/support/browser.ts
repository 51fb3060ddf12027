import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, chromium, type Page } from 'playwright-core';

const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';

/** Why the browser tests can't run here; empty when they can. */
export const noBrowser = existsSync(executablePath)
  ? ''
  : `there is no browser at ${executablePath} (apt-get install chromium)`;

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** Every view is looked at in each of these. */
export const looks = [
  ['light', { colorScheme: 'light', width: 1280, height: 900 }],
  ['dark', { colorScheme: 'dark', width: 1280, height: 900 }],
  ['a phone', { colorScheme: 'light', width: 360, height: 780 }],
  ['a dark phone', { colorScheme: 'dark', width: 360, height: 780 }],
] as const;

export interface Visit {
  width?: number;
  height?: number;
  colorScheme?: 'light' | 'dark';
  locale?: string;
  hasTouch?: boolean;
}

export interface Opened {
  page: Page;
  /** Console errors, uncaught faults, refused content and requests that left for another origin. */
  faults: string[];
}

/** A fresh visitor: no cookie, no storage. */
export async function visit(browser: Browser, url: string, how: Visit = {}): Promise<Opened> {
  const { width = 1280, height = 900, colorScheme = 'light', locale = 'en-US', hasTouch = false } = how;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme,
    locale,
    hasTouch,
    reducedMotion: 'reduce',
    timezoneId: 'America/Chicago',
  });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  page.on('pageerror', (fault) => faults.push(String(fault)));
  page.on('request', (request) => {
    if (!request.url().startsWith(new URL(url).origin)) faults.push(`left for ${request.url()}`);
  });
  await page.goto(url);
  return { page, faults };
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Findings of axe, each with the elements that it is about. */
export async function axeFindings(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    type Result = { violations: { id: string; nodes: { target: unknown[]; failureSummary?: string }[] }[] };
    const { axe } = globalThis as unknown as { axe: { run(): Promise<Result> } };
    const { violations } = await axe.run();
    return violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`),
    );
  });
}

/** Presses Tab until the focused element's text or name holds `words`; fails after as many presses as a person would bear. */
export async function tabTo(page: Page, words: string, most = 40): Promise<void> {
  for (let i = 0; i < most; i++) {
    await page.keyboard.press('Tab');
    const here = await page.evaluate(() => {
      const element = document.activeElement === document.body ? null : document.activeElement;
      return `${element?.textContent ?? ''} ${element?.getAttribute('aria-label') ?? ''} ${(element as HTMLInputElement)?.name ?? ''}`;
    });
    if (here.includes(words)) return;
  }
  throw new Error(`Tab does not lead to "${words}"`);
}
