import { seededRandom } from '../../src/core/stats/random.ts';
import { samplePoisson } from '../../src/core/stats/sample-poisson.ts';

/** Carriers whose customers call each other. */
export type Carrier = 'AT&T' | 'Verizon' | 'T-Mobile';

export interface CarrierDay {
  /** ISO instant of the first quiet day. */
  startsAt: string;
  quietDays: number;
  /** Minute of the last day at which one carrier fails, and for how long. */
  onsetMinute: number;
  minutes: number;
  failing: Carrier;
  perMinute: number;
  /** Reports a minute from customers of others, who can't reach the failing one's. */
  blamed: Partial<Record<Carrier, number>>;
  /** True: those customers' own service fails too, and they say so. */
  isReal?: boolean;
}

const rampMinutes = 20;
const everydayPerDay = 240;
const everyday = [
  'X store had a line out the door this morning',
  'thinking about moving my two lines to X next month',
  'X wants 20 more a month for the same plan',
  'the new X commercial is on again',
  'got a letter from X about the trade in',
  'my X bill came early this time',
  'X finally put a tower near the lake',
];
const everydayFaults = [
  'X has been slow at the office all day',
  'no signal from X at my house again',
  'X app logs me out',
];
const failing = [
  'X is down, my phone only says SOS',
  'no service on X since this morning, calls and texts do not go through',
  'X outage here, phone stuck in SOS mode',
  'anyone else with X have zero bars right now',
  'X network is out, cannot make a single call',
  'my whole family is on X and none of us has service',
  'X wireless not working at all, no signal',
  'X completely down in my area, cannot text or call',
  'lost X service an hour ago and it is still out',
  'X phone has no connection, restarted it three times',
];
const blaming = [
  'is X down? calls to my mom fail every time',
  'X calls are not going through, cannot reach my wife who has Y',
  'X service is down? my brother on Y does not get any of my calls',
  'cannot call anyone on Y from my X phone, X is broken',
  'X not working, every call to my office drops right away',
  'X outage? texts to half of my contacts fail',
  'my X phone cannot get through to Y numbers at all',
  'no calls going out on X today, all I get is a busy tone',
];
const towns = ['Dallas, TX', 'Chicago, IL', 'Atlanta, GA', 'Houston, TX', 'Miami, FL', 'New York, NY', 'Columbus, OH'];
const endings = ['', '!', ' ugh', ' smh', ' so annoying', ' again', ' wow', ' help'];

/** Archive lines of quiet days and of one on which a carrier fails and others are blamed. The same day, the same lines. */
export function carrierArchive(day: CarrierDay, seed = 1): string[] {
  const random = seededRandom(seed);
  const pick = <T>(items: readonly T[]) => items[Math.floor(random() * items.length)]!;
  const lines: { at: number; line: string }[] = [];
  const start = Date.parse(day.startsAt);
  const write = (minute: number, text: string, [x, y]: [Carrier, Carrier]) => {
    const at = start + minute * 60_000 + Math.floor(random() * 60_000);
    const named = text.replace(/\bX\b/g, x).replace(/\bY\b/g, y) + pick(endings);
    const id = String(lines.length);
    const author = `p${Math.floor(random() * 50_000)}`;
    const post = { source: 'bluesky', id, author, text: named, createdAt: new Date(at).toISOString(), lang: 'en' };
    lines.push({ at, line: JSON.stringify({ ...post, profileLocation: pick(towns) }) });
  };
  const often = (rate: number, work: () => void) => {
    for (let n = samplePoisson(rate, random); n > 0; n--) work();
  };
  const carriers: Carrier[] = ['AT&T', 'Verizon', 'T-Mobile'];
  const onset = day.quietDays * 1_440 + day.onsetMinute;
  for (let minute = 0; minute < (day.quietDays + 1) * 1_440; minute++) {
    for (const carrier of carriers) {
      often(everydayPerDay / 1_440, () => write(minute, pick(everyday), [carrier, carrier]));
      often(everydayPerDay / 1_440 / 20, () => write(minute, pick(everydayFaults), [carrier, carrier]));
    }
    const since = minute - onset;
    if (since < 0 || since >= day.minutes) continue;
    const height = Math.min(1, (since + 1) / rampMinutes);
    often(day.perMinute * height, () => write(minute, pick(failing), [day.failing, day.failing]));
    for (const [carrier, rate] of Object.entries(day.blamed) as [Carrier, number][])
      often(rate * height, () => write(minute, pick(day.isReal ? failing : blaming), [carrier, day.failing]));
  }
  return lines.sort((a, b) => a.at - b.at).map(({ line }) => line);
}
