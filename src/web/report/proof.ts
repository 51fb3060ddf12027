import { findProof } from '../../core/text/proof-of-work.ts';
import type { ReportChallenge } from '../../http/access-schemas.ts';
import { address, getJson } from '../data/api.ts';

export interface Proof {
  challenge: string;
  nonce: number;
}

/** Some milliseconds of work at a time: between them the form answers. */
const slice = 2_000;

/** Found while the form is being filled in. Null when no challenge can be had: then the report goes without. */
export async function prepareProof(): Promise<Proof | null> {
  const wanted = await getJson<ReportChallenge>(address('report-challenge')).catch(() => null);
  return wanted && solve(wanted);
}

export async function solve({ challenge, bits }: ReportChallenge): Promise<Proof> {
  for (let from = 0; ; from += slice) {
    const nonce = findProof(challenge, bits, { from, tries: slice });
    if (nonce !== null) return { challenge, nonce };
    await new Promise((done) => setTimeout(done));
  }
}
