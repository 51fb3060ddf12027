import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { readArchive } from '../../src/cli/archive-lines.ts';
import { compileBrands } from '../../src/core/classify/brand-match.ts';
import { brandsConcerned } from '../../src/core/classify/brand-subject.ts';
import { brandPack } from '../support/fake-service.ts';

const brands = compileBrands([
  brandPack(),
  brandPack({ id: 'contoso', words: ['contoso'], supportAccounts: ['contosohelp'] }),
]);

/** Whom a line of the archive of Northwind is about. */
async function aboutWhom(line: object): Promise<string[]> {
  const post = { id: '1', author: 'ann', text: 'We are aware of an issue', createdAt: '2026-03-10T12:00:00Z', ...line };
  const reading = { brand: 'northwind', knowledge: { brands }, onBadLine: (message: string) => expect.fail(message) };
  for await (const [read] of readArchive(Readable.from([JSON.stringify(post)]), reading))
    return brandsConcerned(brands, read!).map(({ id }) => id);
  return [];
}

describe('a line in which a brand speaks, in the archive of another', () => {
  it.each([
    ['is that brand’s by its account', { author: '@ContosoHelp', fromBrand: true }, ['contoso']],
    ['is the archive’s brand’s where no pack names the account', { author: 'help', fromBrand: true }, ['northwind']],
    ['is whose the text names, there', { author: 'help', fromBrand: true, text: 'Contoso has an issue' }, ['contoso']],
    ['is whose it says', { author: 'northwindhelp', fromBrand: true, aboutBrand: 'contoso' }, ['contoso']],
    ['is nobody’s where a person wrote it', { author: 'contosohelp' }, []],
  ])('%s', async (_, line, ids) => expect(await aboutWhom(line)).toEqual(ids));
});
