import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { brandPackSchema } from '../../src/adapters/assets/brand-pack-schema.ts';
import { runOutcry } from '../support/cli-run.ts';

const packs = join(import.meta.dirname, '../../data/brands');
const folder = mkdtempSync(join(tmpdir(), 'outcry-brands-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('outcry brands check', () => {
  it('lists the packs that come with the program', async () => {
    const { status, out, err } = await runOutcry(['brands', 'check']);
    expect({ status, err }).toEqual({ status: 0, err: '' });
    for (const id of [
      'walmart',
      'target',
      'kroger',
      'costco',
      'amazon',
      'aws',
      'azure',
      'cloudflare',
      'visa',
      'verizon',
      'att',
      't-mobile',
    ])
      expect(out).toMatch(new RegExp(`^${id} `, 'm'));
  });

  it.each([
    ['the Target app keeps crashing', /^target /],
    ['we are on target to finish the project', /^no brand$/m],
    ['mind the gap between the train and the platform', /^no brand$/m],
    ['@walmarthelp your site is down and so is Kroger', /^walmart \(by handle\)\nnamed only: kroger \(by word\)\n$/],
    ['is it Verizon or T-Mobile?', /^no brand\nnamed only: verizon \(by word\)\nnamed only: t-mobile \(by word\)\n$/],
    ['are AWS and Cloudflare both down or is it just me?', /^aws \(by word\)\ncloudflare \(by word\)\n$/],
  ])('says of "%s" whom it speaks of', async (text, answer) => {
    const { status, out } = await runOutcry(['brands', 'check', '--text', text]);
    expect(status).toBe(0);
    expect(out).toMatch(answer);
  });

  it('names file and field of every fault, with status 1', async () => {
    cpSync(packs, folder, { recursive: true });
    const walmart = JSON.parse(readFileSync(join(folder, 'walmart.json'), 'utf8')) as Record<string, unknown>;
    writeFileSync(join(folder, 'walmart.json'), JSON.stringify({ ...walmart, words: 'walmart', rolle: 'brand' }));
    writeFileSync(join(folder, 'target.json'), '{"id": ');
    const { status, out, err } = await runOutcry(['brands', 'check', '--dir', folder]);
    expect({ status, out }).toEqual({ status: 1, out: '' });
    expect(err).toMatch(/walmart\.json.*words/);
    expect(err).toMatch(/rolle/);
    expect(err).toMatch(/target\.json/);
  });

  it.each([
    ['asktarget', true],
    ['u/target-help', true],
    ['help@social.target.example', true],
    ['help.target.example', true],
    ['did:plc:ewvi7nxzyoun6zhxrhs64oiz', true],
    ['forum.target.example/u/first.last', true],
    ['@asktarget', false],
    ['AskTarget', false],
    ['help@social', false],
    ['https://bsky.app/profile/target.example', false],
    ['r/target', false],
  ])('takes the account %s: %s', (account, isTaken) => {
    const target = JSON.parse(readFileSync(join(packs, 'target.json'), 'utf8')) as Record<string, unknown>;
    expect(brandPackSchema.safeParse({ ...target, supportAccounts: [account] }).success).toBe(isTaken);
  });

  it('knows no other verb', async () => {
    expect(await runOutcry(['brands', 'list'])).toMatchObject({ status: 2 });
  });
});
