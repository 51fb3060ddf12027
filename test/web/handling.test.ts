import { describe, expect, it } from 'vitest';
import { readJudgments } from '../../src/store/read/handling.ts';
import { readIncident } from '../../src/store/read/incidents.ts';
import { asOfAt, insertIncident, onsetMinute, testIncident } from '../http/seed.ts';
import { axeFindings, tabTo, visit } from './support/browser.ts';
import { noRealServer, useRealServer } from './support/real-server.ts';

describe.skipIf(noRealServer)(
  `an incident is handled by keyboard, over the API${noRealServer && `: skipped, ${noRealServer}`}`,
  { timeout: 90_000 },
  () => {
    const site = useRealServer();

    it('is taken on and judged, and the scoreboard follows', async () => {
      const { page, faults } = await visit(site.browser, `${site.server.url}/#/incidents/inc-1`);
      await page.getByText('Nobody has taken it on yet.').waitFor();
      await tabTo(page, 'Take it on');
      await page.keyboard.press('Enter');
      await tabTo(page, 'name', 5);
      await page.keyboard.press('ControlOrMeta+a');
      await page.keyboard.type('Ada');
      await page.keyboard.press('Tab');
      await page.keyboard.type('looking at logins');
      await page.keyboard.press('Enter');
      await page.getByText('looking at logins').waitFor();
      // Messages of this brand alone are held back, from the room itself.
      await tabTo(page, 'hours', 10);
      await page.keyboard.press('Tab');
      await page.keyboard.press('Tab');
      await page.keyboard.type('we know');
      await page.keyboard.press('Enter');
      await page.getByText('Messages are held back until').waitFor();
      const silences = (await (await site.server.get('/api/v1/silences')).json()) as { items: { brand: string }[] };
      expect(silences.items).toMatchObject([{ brand: 'walmart', reason: 'we know' }]);
      await tabTo(page, 'Take it on');
      await page.keyboard.press('Enter');
      await tabTo(page, 'verdict', 10);
      await page.keyboard.press('Tab');
      await page.keyboard.press('Tab');
      await page.keyboard.type('logins failed everywhere');
      await page.keyboard.press('Enter');
      await page.getByText(': a true outage').waitFor();
      expect(await readJudgments(site.database, 'inc-1')).toMatchObject([{ verdict: 'true', name: 'local' }]);
      await tabTo(page, 'What to tell customers');
      await page.keyboard.press('Enter');
      await page.getByLabel('English, drafted from what is known').focus();
      for (let i = 0; i < 4; i++) await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await page.getByText('Proposed by local').waitFor();
      await tabTo(page, 'Approve', 80);
      await page.keyboard.press('Enter');
      await page.getByText('approved by local').waitFor();
      expect(await page.getByText('It waits for approval').count()).toBe(0);
      // The younger of two is merged, and taken out again.
      const at = onsetMinute * 60_000 + 1;
      const younger = { onset: { at, low: at, high: at }, closedAt: asOfAt, state: 'closed' as const };
      await insertIncident(site.database, testIncident({ id: 'inc-younger', ...younger }));
      site.server.change({ what: ['incidents'], brands: ['walmart'] });
      for (const [action, why] of [
        ['Merge with', 'took in inc-younger (local: one cause)'],
        ['Take out again', 'gave off inc-younger (local: two causes)'],
      ] as const) {
        await page.getByLabel(action).focus();
        await page.keyboard.press('Tab');
        await page.keyboard.press('Tab');
        await page.keyboard.type(why.includes('one') ? 'one cause' : 'two causes');
        await page.keyboard.press('Enter');
        await page.getByText(why).waitFor();
      }
      expect((await readIncident(site.database, 'inc-younger'))!.mergedInto).toBeUndefined();
      expect(await axeFindings(page)).toEqual([]);
      await tabTo(page, 'Quiet times', 120);
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Take back: walmart, we know' }).press('Enter');
      await page.getByText('None is in force.').waitFor();
      expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-labelledby'))).toBe('silences');
      // A window on two days of every week, planned and taken back.
      await page.getByLabel('Begins').fill('2026-11-08T01:00');
      await page.getByLabel('Again').selectOption('weekly');
      for (const day of ['Sun', 'Wed']) {
        await page.getByLabel(day).focus();
        await page.keyboard.press('Space');
      }
      await page.getByRole('button', { name: 'Plan' }).evaluate((button) => {
        const form = (button as HTMLButtonElement).form!;
        (form.elements.namedItem('reason') as HTMLInputElement).focus();
      });
      await page.keyboard.type('upgrades');
      await page.keyboard.press('Enter');
      await page.getByText('weekly (Sun, Wed)').waitFor();
      await page.getByRole('button', { name: 'Silence' }).evaluate((button) => {
        const form = (button as HTMLButtonElement).form!;
        (form.elements.namedItem('reason') as HTMLInputElement).focus();
      });
      await page.keyboard.type('known to us');
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Take back: all brands, known to us' }).focus();
      await page.keyboard.press('Enter');
      await page.getByText('None is in force.').waitFor();
      await tabTo(page, 'Scoreboard', 120);
      await page.keyboard.press('Enter');
      await page.getByText('1 of 1').first().waitFor();
      expect(faults).toEqual([]);
      await page.context().close();
    });

    it('asks nothing about other incidents where there is none to ask of', async () => {
      const over = { state: 'closed' as const, closedAt: asOfAt };
      await insertIncident(site.database, testIncident({ id: 'inc-alone', brand: 'target', ...over }));
      const { page } = await visit(site.browser, `${site.server.url}/#/incidents/inc-alone`);
      await page.getByRole('heading', { name: 'Was it an outage?' }).waitFor();
      await page.waitForLoadState('networkidle');
      expect(await page.getByText('One incident or two?').count()).toBe(0);
      await page.context().close();
    });

    it('shows what its reader did at once, whatever else has just changed', async () => {
      await insertIncident(site.database, testIncident({ id: 'inc-2' }));
      const { page } = await visit(site.browser, `${site.server.url}/#/incidents/inc-2`);
      await page.getByRole('button', { name: 'Take it on' }).click();
      await page.clock.pauseAt(Date.now() + 60_000);
      const reread = page.waitForResponse((response) => response.url().includes('/incidents/inc-2'));
      await expect
        .poll(async () => {
          site.server.change({ what: ['incidents'], brands: ['walmart'] });
          await page.clock.runFor(100);
          return Promise.race([reread.then(() => true), new Promise((later) => setTimeout(later, 100, false))]);
        })
        .toBe(true);
      await page.locator('input[name=note]').first().fill('I have it');
      const sent = page.waitForResponse((response) => response.request().method() === 'POST');
      await page.keyboard.press('Enter');
      await sent;
      await expect
        .poll(async () => {
          await page.clock.runFor(10);
          return page.getByText('I have it').count();
        })
        .toBeGreaterThan(0);
      await page.context().close();
    });
  },
);
