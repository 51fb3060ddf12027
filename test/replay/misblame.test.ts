import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type CarrierDay, carrierArchive } from '../support/carrier-archive.ts';
import { runOutcry } from '../support/cli-run.ts';
import { isLong } from '../support/long-tests.ts';

const folder = mkdtempSync(join(tmpdir(), 'outcry-misblame-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Brand and highest state of every incident that the replay tells of. */
async function raised(day: CarrierDay, { guarded = true } = {}): Promise<Record<string, string>> {
  const brandDir = guarded ? 'data/brands' : packsWithoutGuard();
  const config = join(folder, 'config.json');
  writeFileSync(config, JSON.stringify({ brands: ['att', 'verizon', 't-mobile'], brandDir }));
  const { status, out, err } = await runOutcry(['replay', '--config', config], { input: carrierArchive(day) });
  expect({ status, err }).toEqual({ status: 0, err: '' });
  const highest: Record<string, string> = {};
  for (const line of out.split('\n').filter((one) => one !== '')) {
    const { brand, state } = JSON.parse(line) as { brand: string; state: string };
    if (['watching', 'probable', 'confirmed'].includes(state)) highest[brand] = state;
  }
  return highest;
}

function packsWithoutGuard(): string {
  const copy = join(folder, 'brands');
  cpSync('data/brands', copy, { recursive: true });
  for (const name of readdirSync(copy)) {
    const { interconnected: _, ...pack } = JSON.parse(readFileSync(join(copy, name), 'utf8'));
    writeFileSync(join(copy, name), JSON.stringify(pack));
  }
  return copy;
}

/** 15 June 2020: voice and text of T-Mobile failed from noon (Eastern) on; trackers showed Verizon and AT&T as down too. */
const june: CarrierDay = {
  ...{ startsAt: '2020-06-14T00:00:00Z', quietDays: 1, onsetMinute: 16 * 60, minutes: 100 },
  ...{ failing: 'T-Mobile', perMinute: 8, blamed: { Verizon: 0.7, 'AT&T': 0.7 } },
};
/** 22 February 2024: AT&T's wireless network failed from 3:30 (Eastern) on; customers of the others couldn't reach AT&T's. */
const february: CarrierDay = {
  ...{ startsAt: '2024-02-21T00:00:00Z', quietDays: 1, onsetMinute: 8 * 60 + 30, minutes: 100 },
  ...{ failing: 'AT&T', perMinute: 7, blamed: { Verizon: 0.6, 'T-Mobile': 0.4 } },
};

describe('a carrier that is blamed for another’s outage', { timeout: 600_000 }, () => {
  it('has no incident of its own on 15 June 2020, when T-Mobile failed', async () => {
    expect(await raised(june)).toEqual({ 't-mobile': 'confirmed' });
  });

  it('has no incident of its own on 22 February 2024, when AT&T failed', async () => {
    expect(await raised(february)).toEqual({ att: 'confirmed' });
  });

  it.skipIf(!isLong)('would have had one without the guard', async () => {
    expect(await raised(february, { guarded: false })).toEqual({
      att: 'confirmed',
      verizon: 'confirmed',
      't-mobile': 'confirmed',
    });
  });

  it.skipIf(!isLong)('has one when it fails itself, beside the other', async () => {
    const both = { ...february, blamed: { Verizon: 5 }, isReal: true };
    expect(await raised(both)).toEqual({ att: 'confirmed', verizon: 'confirmed' });
  });
});
