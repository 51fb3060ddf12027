import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openChannel } from '../../../src/adapters/channels/open-channels.ts';
import { createFetcher } from '../../../src/adapters/net/fetcher.ts';
import type { Channel } from '../../../src/ports/channel.ts';
import { testMessage, testTransition } from '../../support/fake-receiver.ts';
import { freePort, isInstalled, type LocalProgram, startProgram } from '../../support/local-program.ts';

const program = 'prometheus-alertmanager';
const installed = isInstalled(program);
const clock = { now: () => Date.now() };
const signal = new AbortController().signal;

interface Alert {
  labels: Record<string, string>;
  annotations: Record<string, string>;
  endsAt: string;
  status: { state: string };
}

describe.skipIf(!installed)('a real Alertmanager (needs the Debian package prometheus-alertmanager)', () => {
  let server: LocalProgram;
  let folder: string;
  let url: string;
  let channel: Channel;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'outcry-alertmanager-'));
    writeFileSync(join(folder, 'config.yml'), 'route:\n  receiver: nobody\nreceivers:\n  - name: nobody\n');
    const address = `127.0.0.1:${await freePort()}`;
    url = `http://${address}`;
    server = await startProgram(
      program,
      [
        ...['--config.file', join(folder, 'config.yml'), '--storage.path', folder],
        ...['--web.listen-address', address, '--cluster.listen-address='],
      ],
      /msg="?Listening/,
    );
    const fetcher = createFetcher({ clock, contact: 'x', version: 'test', allowInside: ['127.0.0.1'] });
    channel = openChannel(
      { id: 'am', kind: 'alertmanager', settings: { url, labels: { severity: 'critical' } } },
      { fetcher, clock },
    ).channel;
  });
  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  const alerts = async () => (await (await fetch(`${url}/api/v2/alerts?active=true`)).json()) as Alert[];
  const at = Date.now();
  const step = (state: 'watching' | 'confirmed' | 'closed', revision: number) =>
    testMessage(
      'am',
      testTransition({
        state,
        revision,
        updatedAt: at,
        closedAt: state === 'closed' ? at : null,
        onset: { at: at - 60_000, low: at - 60_000, high: at },
      }),
    );

  it('takes an incident as one alert over all its steps, renewals and repetitions, and ends it', async () => {
    await channel.send(step('watching', 1), signal);
    await channel.send(step('confirmed', 2), signal);
    await channel.send(step('confirmed', 2), signal);
    await channel.renewal!.renew([step('confirmed', 2)], signal);
    const [alert, ...more] = await alerts();
    expect(more).toEqual([]);
    expect(alert!.labels).toEqual({
      alertname: 'OutcryIncident',
      brand: 'walmart',
      incident: 'inc-1',
      severity: 'critical',
    });
    expect(alert!.annotations.state).toBe('confirmed');
    expect(alert!.annotations.summary).toMatch(/are failing for customers of Walmart/);
    expect(Date.parse(alert!.endsAt)).toBeGreaterThan(Date.now() + 60_000);
    await channel.send(step('closed', 3), signal);
    expect(await alerts()).toEqual([]);
  });
});
