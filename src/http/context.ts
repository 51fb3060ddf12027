import type { BacktestJobs } from '../commands/backtest-jobs.ts';
import type { StratumExplanation, StratumQuestion } from '../commands/explain-stratum.ts';
import type { DigestPreview } from '../commands/preview-digest.ts';
import type { Store } from '../core/geo/stores.ts';
import type { Audience } from '../core/incident/route.ts';
import type { BrandPack } from '../core/words/brand.ts';
import type { Post } from '../core/words/post.ts';
import type { Events } from '../observability/events.ts';
import type { Metrics } from '../observability/metrics.ts';
import type { Channel } from '../ports/channel.ts';
import type { Clock } from '../ports/clock.ts';
import type { Database } from '../ports/database.ts';
import type { Format } from '../ports/format.ts';
import type { PageQueue } from '../ports/page-queue.ts';
import type { EventStream } from './event-stream.ts';
import type { KeyRing } from './key-ring.ts';
import type { Overview } from './overview.ts';
import type { ReportAdmission } from './report-admission.ts';
import type { Changed } from './schemas.ts';
import type { SharedAnswers } from './shared-answers.ts';

/** What became of a post that was handed in. It is accepted only once it can't be lost any more. */
export type Submitted = { accepted: true } | { accepted: false; code: string; message: string };
/** One answer for each post, in order. */
export type Submit = (posts: Post[]) => Promise<Submitted[]>;

/** Tells pages what has changed. */
export interface Changes {
  publish(change: Omit<Changed, 'at'>): void;
  /** Returns the function that ends the subscription. */
  subscribe(listener: (change: Omit<Changed, 'at'>) => void): () => void;
}

export interface AppOptions {
  /** Over which this process takes pages of sources; only looked at. */
  queue: Pick<PageQueue, 'state'>;
  database: Database;
  clock: Clock;
  /** Clock by which a brand's age is told, where it isn't `clock`: the demonstration runs on its own. */
  clockOf?: (pack: BrandPack) => Clock;
  submit: Submit;
  /** Quiet minutes after which an incident is over. */
  resolveDelayMinutes: number;
  formats: Record<string, Format>;
  /** Why a series did, or didn't, fire in a minute. */
  explain: (question: StratumQuestion) => Promise<StratumExplanation>;
  /** Who is told when incidents are merged or split. */
  audience: Audience;
  /** The channels themselves, to be tried. */
  channels: readonly Pick<Channel, 'id' | 'kind' | 'send'>[];
  /** A channel's digest as it would be now; null for one that is sent none. */
  digestOf: (channel: string) => Promise<DigestPreview | null>;
  /** Settings that counting, detection and incidents depend on, as they are in force. */
  judging: Readonly<Record<string, number>>;
  /** Replays of stored history under changed settings. */
  backtests: Pick<BacktestJobs, 'begin' | 'find' | 'list'>;
  brands: BrandPack[];
  /** Sources that speak of the demonstration's brands alone. */
  demoSources: readonly string[];
  versions: { program: string; config: string; model: string; data: string };
  /** Name that people know an area by; its id where none is known. */
  areaName: (area: string) => string;
  /** A brand's stores, as its list has them. */
  storesOf: (brand: string) => readonly Store[];
  /** Center of a ZIP code; null for an unknown one. */
  zipCenter: (zip: string) => { lat: number; lon: number } | null;
  /** Where an area lies and how many people live there; null where that is not known. */
  areaPlace: (area: string) => { lat: number; lon: number; population: number } | null;
  /** Fewest people in a cell of a place that is shown or exported. */
  smallestCell: number;
  /** Milliseconds for which an answer serves everybody who asks the same; 0: none is kept. */
  answersKeptMs: number;
  /** Folder of the built page; null serves the API alone. */
  webDir: string | null;
  /** True when only this machine can reach the server: then, without keys, its person is admin. */
  loopback: boolean;
  /** Address under which people reach this installation; null: as they ask. */
  publicUrl: string | null;
  /** Origins whose pages may show the report form within them, as frame-ancestors takes them. */
  formEmbedders: readonly string[];
  /** Number of reverse proxies whose X-Forwarded-For is believed. */
  trustedProxies: number;
  /** A person counts once in this many minutes: a corrected report changes what counts after it. */
  authorWindowMinutes: number;
  /** Salt of this installation: finds the posts of a person to erase. It is in the database and its backups. */
  salt: string;
  /** Signs sessions and the challenges of the report form; in the database, but in no backup of ours. */
  signingSecret: string;
  /** What makes keys of addresses; it must not be found in the database or its backups. */
  addressSecret: string;
  events: Events;
  metrics: Metrics;
  changes: Changes;
}

/** The options, indexed. */
export interface Ground extends AppOptions {
  brandById: ReadonlyMap<string, BrandPack>;
  demoBrands: ReadonlySet<string>;
  keys: KeyRing;
}

/** What routes work with. */
export interface Context extends Ground {
  overview: Overview;
  answers: SharedAnswers;
  stream: EventStream;
  admission: ReportAdmission;
}
