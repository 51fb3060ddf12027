import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { proofBits } from '../core/text/proof-of-work.ts';
import type { Clock } from '../ports/clock.ts';
import { HttpProblem } from './problem.ts';

const minuteMs = 60_000;
const windowMs = 10 * minuteMs;
const challengeMs = 60 * minuteMs;
/** Without a proof, from one address in the window: what one household needs, many times over. */
const plainReports = 12;
/** A tenth of a second on a slow phone, and over before the form is filled in. */
const firstBits = 13;
/** Behind one address so many pay the first price; each 40 more double it. */
const cheapReports = 60;
const doublingReports = 40;

export interface Proof {
  challenge: string;
  nonce: number;
}

export interface Challenge {
  challenge: string;
  bits: number;
}

/**
 * What a report costs its sender: nothing for the first few from an address, then a proof of work that the form finds by itself and
 * that grows with the number of reports. Nobody is refused who pays; of the sender only a salted key of the address is known.
 */
export class ReportAdmission {
  readonly #secret: string;
  readonly #clock: Clock;
  #taken = new Map<string, { plain: number; proven: number }>();
  #spent = new Map<string, number>();
  #windowEndsAt = 0;

  constructor({ signingSecret, clock }: { signingSecret: string; clock: Clock }) {
    this.#secret = signingSecret;
    this.#clock = clock;
  }

  /** What this sender's next report takes. */
  challenge(sender: string): Challenge {
    const unsigned = `${randomBytes(6).toString('base64url')}.${(this.#clock.now() + challengeMs).toString(36)}`;
    return { challenge: `${unsigned}.${this.#signature(unsigned)}`, bits: this.#bitsFor(sender) };
  }

  /** Counts the report, or throws with the challenge that it takes. */
  admit(sender: string, proof: Proof | undefined): void {
    const taken = this.#takenBy(sender);
    if (proof === undefined) {
      if (taken.plain >= plainReports)
        throw this.#refusal(sender, `More than ${plainReports} reports in ten minutes from one address need a proof.`);
      taken.plain++;
    } else {
      this.#check(sender, proof);
      taken.proven++;
    }
    this.#taken.set(sender, taken);
  }

  #check(sender: string, { challenge, nonce }: Proof): void {
    const [random = '', endsAt = '', signature = ''] = challenge.split('.');
    const right = Buffer.from(this.#signature(`${random}.${endsAt}`));
    const given = Buffer.from(signature);
    if (given.length !== right.length || !timingSafeEqual(given, right))
      throw this.#refusal(sender, 'The challenge is not one that was given out here.');
    if (Number.parseInt(endsAt, 36) <= this.#clock.now() || this.#spent.has(challenge))
      throw this.#refusal(sender, 'The challenge was used or is too old.');
    if (proofBits(challenge, nonce) < this.#bitsFor(sender))
      throw this.#refusal(sender, 'The proof has too few leading zero bits.');
    this.#spent.set(challenge, Number.parseInt(endsAt, 36));
  }

  #bitsFor(sender: string): number {
    const beyond = Math.max(0, this.#takenBy(sender).proven - cheapReports + 1);
    return firstBits + Math.ceil(beyond / doublingReports);
  }

  /** Windows are the same for all, so that forgetting them is one step. */
  #takenBy(sender: string): { plain: number; proven: number } {
    const now = this.#clock.now();
    if (now >= this.#windowEndsAt) {
      this.#taken = new Map();
      this.#spent = new Map([...this.#spent].filter(([, endsAt]) => endsAt > now));
      this.#windowEndsAt = now + windowMs;
    }
    return this.#taken.get(sender) ?? { plain: 0, proven: 0 };
  }

  #signature(unsigned: string): string {
    return createHmac('sha256', this.#secret).update(`challenge:${unsigned}`).digest('base64url').slice(0, 16);
  }

  #refusal(sender: string, why: string): HttpProblem {
    const detail = `${why} Send \`proof\` for the challenge given here, or wait ten minutes.`;
    return new HttpProblem('proof-required', detail, { extra: { ...this.challenge(sender) } });
  }
}
