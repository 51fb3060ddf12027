import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { axeFindings, noBrowser, visit } from './support/browser.ts';
import { useApiServer } from './support/fake-api.ts';

describe.skipIf(noBrowser)(`the report form${noBrowser && `: skipped, ${noBrowser}`}`, { timeout: 60_000 }, () => {
  const site = useApiServer();

  it('takes "me too" and "fixed for me" in one tap, with what others report', async () => {
    for (const [button, kind] of [
      ['Me too', 'current'],
      ['Fixed for me', 'resolved'],
    ] as const) {
      const { page } = await visit(site.browser, `${site.server.origin}/report/walmart`);
      await page.getByRole('button', { name: button }).click();
      await page.getByRole('status').getByText('Thank you').waitFor();
      expect(site.server.received.at(-1)?.body).toEqual({ kind, symptoms: ['login', 'checkout_payment'], lang: 'en' });
      await page.context().close();
    }
  });

  it('speaks Spanish to a Spanish browser and on demand', async () => {
    const { page } = await visit(site.browser, `${site.server.origin}/report/walmart`, { locale: 'es-MX' });
    await page.getByRole('heading', { name: '¿Qué no funciona en Walmart?' }).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('es');
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'What is not working at Walmart?' }).waitFor();
    await page.context().close();
  });

  it('says what is missing, and keeps what was written', async () => {
    const { page } = await visit(site.browser, `${site.server.origin}/report/target`);
    await page.getByLabel('Where are you?').fill('Reno, NV');
    await page.getByRole('button', { name: 'Send report' }).click();
    await page.getByRole('alert').getByText('Please choose what goes wrong.').waitFor();
    expect(await page.getByLabel('Where are you?').inputValue()).toBe('Reno, NV');
    await page.context().close();
  });

  it('keeps the answers when the server cannot be reached', async () => {
    const { page } = await visit(site.browser, `${site.server.origin}/report/target`);
    await page.getByRole('radio', { name: 'Pharmacy' }).check();
    await page.route('**/reports', (route) => route.abort());
    await page.getByRole('button', { name: 'Send report' }).click();
    await page.getByRole('alert').getByText('could not be sent').waitFor();
    expect(await page.getByRole('radio', { name: 'Pharmacy' }).isChecked()).toBe(true);
    await page.unroute('**/reports');
    await page.getByRole('button', { name: 'Send report' }).click();
    await page.getByText('Your report counts').waitFor();
    expect(site.server.received.at(-1)?.body.symptoms).toEqual(['pharmacy']);
    await page.context().close();
  });

  it('stores nothing in the browser', async () => {
    const { page } = await visit(site.browser, `${site.server.origin}/report/walmart`);
    await page.getByRole('button', { name: 'Me too' }).click();
    await page.getByText('Thank you').waitFor();
    expect(await page.evaluate(() => localStorage.length + sessionStorage.length)).toBe(0);
    expect(await page.context().cookies()).toEqual([]);
    await page.context().close();
  });

  it('works inside a page of another origin', async () => {
    const host = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end(`<body><iframe width="400" src="${site.server.origin}/report/target?embed&lang=es"></iframe><script>
        addEventListener('message', ({ origin, data }) => {
          if (origin === '${site.server.origin}') document.querySelector('iframe').style.height = data.outcryHeight + 'px';
        });</script>`);
    });
    await new Promise<void>((done) => host.listen(0, '127.0.0.1', done));
    const context = await site.browser.newContext();
    const page = await context.newPage();
    await page.goto(`http://localhost:${(host.address() as { port: number }).port}`);
    const form = page.frameLocator('iframe');
    await form.getByRole('button', { name: 'Enviar' }).waitFor();
    const inner = () => page.frames()[1]!.evaluate(() => document.documentElement.scrollHeight - innerHeight);
    await expect.poll(inner).toBeLessThanOrEqual(0);
    await form.getByRole('radio', { name: 'Pago' }).check();
    await form.getByRole('button', { name: 'Enviar' }).click();
    await form.getByText('Su aviso cuenta desde ahora.').waitFor();
    expect(site.server.received.at(-1)).toMatchObject({
      body: { symptoms: ['checkout_payment'], lang: 'es' },
      cookie: undefined,
    });
    await context.close();
    host.close();
    host.closeAllConnections();
  });

  it('says so when there is no such brand', async () => {
    const { page } = await visit(site.browser, `${site.server.origin}/report/nobody`);
    await page.getByText('There is no report form at this address.').waitFor();
    await page.context().close();
  });
});
