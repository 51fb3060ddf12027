import type { FormAnswer, ReportChallenge } from '../../http/access-schemas.ts';
import type { FormReport } from '../../http/requests.ts';
import { ApiError, address, postJson } from '../data/api.ts';
import { type Proof, prepareProof, solve } from './proof.ts';

/** So often the price may have risen while others behind the same address reported too. */
const mostTries = 5;

/** Sends reports of one page, each with a proof that was found before it is needed. */
export function reportSender(brand: string): (report: FormReport) => Promise<void> {
  let ready: Promise<Proof | null> = prepareProof();
  return async (report) => {
    let proof = await ready;
    for (let tries = 1; ; tries++) {
      try {
        await post(brand, proof ? { ...report, proof } : report);
        ready = prepareProof();
        return;
      } catch (error) {
        const wanted = tries < mostTries && challengeOf(error);
        if (!wanted) throw error;
        proof = await solve(wanted);
        ready = Promise.resolve(proof);
      }
    }
  };
}

/** Nothing that could identify a person goes along. */
function post(brand: string, report: FormReport): Promise<FormAnswer> {
  return postJson<FormAnswer>(address(`brands/${encodeURIComponent(brand)}/reports`), report, 'omit');
}

function challengeOf(error: unknown): ReportChallenge | null {
  if (!(error instanceof ApiError) || error.code !== 'proof-required') return null;
  const { challenge, bits } = error.extra as Partial<ReportChallenge>;
  return challenge !== undefined && bits !== undefined ? { challenge, bits } : null;
}
