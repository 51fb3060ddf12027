import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packGazetteer } from '../../scripts/gazetteer/pack.ts';
import { writePacked } from '../../scripts/gazetteer/packed-file.ts';
import { gazetteerFolder, readSources } from '../../scripts/gazetteer/read-sources.ts';
import { readGazetteer } from '../../src/core/geo/read-gazetteer.ts';

const noWeights = { weights: new Float32Array(0), threshold: 1 };
const empty = {
  states: '',
  metros: '',
  metroNames: '',
  nicknames: '',
  neighborhoods: '',
  regionalNames: '',
  commonWords: '',
  countryAliases: '',
  countryNames: '',
  usPlaces: '',
  usZips: '',
  usCounties: '',
  worldCities: '',
  stateBorders: '{"transform":{"scale":[1,1],"translate":[0,0]},"arcs":[],"states":[]}',
};

describe('the packed gazetteer', () => {
  it('is what its sources give: after a change of them run pack-gazetteer', () => {
    const packed = Buffer.from(packGazetteer(readSources()));
    expect(packed.equals(readFileSync(join(gazetteerFolder, 'packed.bin')))).toBe(true);
  });

  it('refuses nicknames of places and metros that are not there', () => {
    expect(() => packGazetteer({ ...empty, nicknames: 'Nowhereville TX = nv' })).toThrow(
      '"Nowhereville TX" is no place',
    );
    expect(() => packGazetteer({ ...empty, regionalNames: 'XX = some utility' })).toThrow('"XX" in regional-names.txt');
    expect(() => packGazetteer({ ...empty, metroNames: '99999 = nowhere' })).toThrow('99999 is no metropolitan area');
    expect(readGazetteer(packGazetteer(empty), noWeights).places.length).toBe(0);
  });

  it('keeps names in any script, with the capitals that are written and the key that is looked up', () => {
    const usPlaces = 'NM\tCañon\tcanon\t20\t35.123\t-106.5\nNM\tLa Plata\t\t7\t36.9\t-108.25\t\tCañon';
    const countryNames = 'JP\t日本\nFI\tsuomi';
    const states = 'NM|35|New Mexico|2117522|n. mex';
    const gazetteer = readGazetteer(packGazetteer({ ...empty, usPlaces, countryNames, states }), noWeights);
    const plata = { name: 'La Plata', key: 'la plata', state: 'NM', population: 7, lat: 36.9, lon: -108.25 };
    expect(gazetteer.places.all()).toEqual([
      { name: 'Cañon', key: 'canon', state: 'NM', population: 20, lat: 35.123, lon: -106.5, metro: null, partOf: null },
      { ...plata, metro: null, partOf: 'Cañon' },
    ]);
    expect(gazetteer.names.senses('日本')).toMatchObject([{ kind: 'country', country: 'JP' }]);
    expect(gazetteer.names.senses('canon')).toMatchObject([{ city: 'Cañon', lat: 35.123 }]);
    expect(gazetteer.names.senses('cañon')).toBeUndefined();
    expect(gazetteer.names.senses('La Plata')).toBeUndefined();
    expect(gazetteer.names.reachOf(gazetteer.names.find('la'))).toBe(2);
    expect(gazetteer.names.senses('la')).toBeUndefined();
  });

  it('refuses a value that its column can not hold', () => {
    for (const value of [256, -1, 0.5, Number.NaN])
      expect(() => writePacked({}, [{ name: 'some', kind: 'u8', values: [value] }])).toThrow(
        `${value} is no u8 (some)`,
      );
  });
});
