import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type ComponentHypothesis, rankComponents } from '../../src/core/incident/rank-components.ts';
import { seededRandom } from '../../src/core/stats/random.ts';
import { samplePoisson } from '../../src/core/stats/sample-poisson.ts';
import type { BrandPack } from '../../src/core/words/brand.ts';
import type { Incident } from '../../src/core/words/incident.ts';
import { testIncident } from '../http/seed.ts';
import { runOutcry } from '../support/cli-run.ts';

const folder = mkdtempSync(join(tmpdir(), 'outcry-cause-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A public outage whose cause was published afterwards, retold in words of our own along its course. */
interface Retold {
  brand: string;
  /** Instant of the day before; the outage is on the next. */
  startsAt: string;
  onsetMinute: number;
  minutes: number;
  everyday: string[];
  failing: string[];
}

function archive({ startsAt, onsetMinute, minutes, everyday, failing }: Retold): string[] {
  const random = seededRandom(1);
  const pick = <T>(items: readonly T[]) => items[Math.floor(random() * items.length)]!;
  const lines: { at: number; line: string }[] = [];
  const write = (minute: number, text: string) => {
    const at = Date.parse(startsAt) + minute * 60_000 + Math.floor(random() * 60_000);
    const post = {
      source: pick(['bluesky', 'mastodon']),
      id: `${lines.length}`,
      author: `p${Math.floor(random() * 1e6)}`,
    };
    const said = `${text}${pick(['', '!', ' ugh', ' help', ' anyone?', ' since just now', ' for me'])}`;
    lines.push({
      at,
      line: JSON.stringify({ ...post, text: said, createdAt: new Date(at).toISOString(), lang: 'en' }),
    });
  };
  for (let minute = 0; minute < 1_440 + onsetMinute + minutes + 60; minute++) {
    for (let n = samplePoisson(0.2, random); n > 0; n--) write(minute, pick(everyday));
    const since = minute - 1_440 - onsetMinute;
    if (since < 0 || since >= minutes) continue;
    for (let n = samplePoisson(5 * Math.min(1, (since + 1) / 5), random); n > 0; n--) write(minute, pick(failing));
  }
  return lines.sort((a, b) => a.at - b.at).map(({ line }) => line);
}

/** The shipped packs, and one more. */
function packsWith(pack: object & { id: string }): string {
  const brandDir = join(folder, 'brands');
  cpSync('data/brands', brandDir, { recursive: true });
  writeFileSync(join(brandDir, `${pack.id}.json`), JSON.stringify(pack));
  return brandDir;
}

/** What ranks first for the confirmed incident that a replay tells of. */
async function ranked(retold: Retold, pack: BrandPack): Promise<ComponentHypothesis[]> {
  const config = join(folder, 'config.json');
  writeFileSync(config, JSON.stringify({ brands: [retold.brand], brandDir: packsWith(pack) }));
  const { status, out, err } = await runOutcry(['replay', '--config', config], { input: archive(retold) });
  expect({ status, err }).toEqual({ status: 0, err: '' });
  const lines = out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Pick<Incident, 'symptoms' | 'surfaces' | 'scope' | 'evidence' | 'state'>);
  expect(lines.map(({ state }) => state)).toContain('confirmed');
  const { symptoms, surfaces, scope, evidence } = lines.at(-1)!;
  const incident = testIncident({ brand: retold.brand, symptoms, surfaces, scope, evidence });
  return rankComponents({ incident, pack, others: [], watched: new Set([retold.brand]), markers: [] });
}

const shipped = (id: string) => JSON.parse(readFileSync(`data/brands/${id}.json`, 'utf8')) as BrandPack;

describe('the component of an outage whose cause was published', { timeout: 600_000 }, () => {
  it('is identity on 14 December 2020, when Google’s user-ID service had no quota left', async () => {
    const google: BrandPack = {
      ...shipped('target'),
      ...{ id: 'google', name: 'Google', words: ['google', 'gmail', 'youtube'], handles: [], supportAccounts: [] },
      ...{ ambiguous: [], context: [], not: [], peers: [], dependencies: [] },
      ...{ surfaces: ['web', 'ios', 'android', 'app'], queries: {} },
      symptoms: ['site_down', 'login', 'error_message', 'slow_or_loading', 'blank_page', 'notification', 'other'],
    };
    const hypotheses = await ranked(
      {
        ...{ brand: 'google', startsAt: '2020-12-13T00:00:00Z', onsetMinute: 11 * 60 + 47, minutes: 47 },
        everyday: [
          'found a good soup recipe on google',
          'my gmail inbox is at four thousand again',
          'watching old concerts on youtube tonight',
          'google says the shop opens at nine',
        ],
        failing: [
          'cannot log in to gmail on my laptop, it says something went wrong',
          'google signed me out and the login page will not let me back in on the website',
          'gmail login not working on my iPhone or my computer',
          'can’t sign in to my google account on my Android phone, tried three times',
          'is google sign in down? password is right and it fails every time',
          'locked out of my google account, error when I log in on the website',
          'the youtube app asks me to sign in and then login fails',
          'unable to log into google right now, not on the phone, not on the pc',
          'youtube works in a private window, but signing in to my account gives an error',
        ],
      },
      google,
    );
    expect(hypotheses[0]).toMatchObject({ id: 'identity' });
    expect(hypotheses[0]!.reasons.join('; ')).toMatch(/% of the reporters name login/);
  });

  it('is payment on 1 June 2018, when a switch failed in one of Visa’s data centres', async () => {
    const hypotheses = await ranked(
      {
        ...{ brand: 'visa', startsAt: '2018-05-31T00:00:00Z', onsetMinute: 13 * 60 + 35, minutes: 120 },
        everyday: [
          'got a new visa card with my name spelled wrong',
          'my visa debit card is the wrong shade of blue',
          'do they take visa cards at the market?',
          'visa credit cards and their points, a love story',
        ],
        failing: [
          'visa card declined at the shop, payment will not go through and there is money on it',
          'my visa debit payment failed twice at checkout',
          'is visa payment down? card declined at three terminals',
          'every visa card is being declined at the till, cash only here',
          'tried to pay online with my visa card, the payment fails every time',
          'visa payments not working at the petrol station, whole queue stuck',
          'checkout rejects my visa debit card, says payment error',
          'contactless with my visa card declined, chip too, payments are down',
        ],
      },
      shipped('visa'),
    );
    expect(hypotheses[0]).toMatchObject({ id: 'payment' });
  });
});
