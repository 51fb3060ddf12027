import { describe, expect, it } from 'vitest';
import { axeFindings, looks, noBrowser, visit } from './support/browser.ts';
import { useApiServer } from './support/fake-api.ts';

describe.skipIf(noBrowser)(
  `with a key and without${noBrowser && `: skipped, ${noBrowser}`}`,
  { timeout: 60_000 },
  () => {
    const site = useApiServer();

    it.each([
      ['settings', 'Settings and channels are shown to people with a key.'],
      ['holds', 'to plan them takes the role comms, SRE or admin'],
      ['backtest', 'to ask for one takes the role SRE, analyst or admin'],
    ])('says at %s what a key is needed for', async (view, words) => {
      Object.assign(site.server.world, { isLocked: true, person: null });
      const { page } = await visit(site.browser, `${site.server.origin}/#/${view}`);
      await page.getByText(words).waitFor();
      expect(await page.getByText('The text of posts').count()).toBe(0);
      expect(await page.getByText('Signed in as').count()).toBe(0);
      await page.context().close();
    });

    it('says who is signed in, and lets them go', async () => {
      Object.assign(site.server.world, { isLocked: true, person: null });
      const { page, faults } = await visit(site.browser, `${site.server.origin}/#/settings`);
      await page.getByLabel('API key').fill('secret');
      await page.getByRole('button', { name: 'Sign in' }).press('Enter');
      await page.getByText('Signed in as test (comms)').waitFor();
      await page.getByText('In force', { exact: true }).waitFor();
      for (const [look, { colorScheme, width, height }] of looks) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height });
        expect(await axeFindings(page), look).toEqual([]);
      }
      await page.getByRole('button', { name: 'Sign out' }).press('Enter');
      await page.getByLabel('API key').waitFor();
      expect(await page.getByText('Signed in as').count()).toBe(0);
      expect(faults).toEqual([]);
      await page.context().close();
    });

    it('has nobody to sign out where no key exists', async () => {
      Object.assign(site.server.world, { isLocked: false, person: null });
      const { page } = await visit(site.browser, `${site.server.origin}/#/settings`);
      await page.getByText('In force', { exact: true }).waitFor();
      expect(await page.getByText('Sign out').count()).toBe(0);
      await page.context().close();
    });
  },
);
