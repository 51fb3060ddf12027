import { loadGazetteer } from '../../../src/adapters/assets/load-gazetteer.ts';

/** The gazetteer that comes with the package: it is read-only, so all tests of a file share it. */
export const gazetteer = loadGazetteer();
