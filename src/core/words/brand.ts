/** A brand pack: everything that is particular to a brand is data. */
export interface BrandPack {
  /** Lower-case slug, also used in addresses. */
  id: string;
  name: string;
  /** `brand` is watched for its own sake; `provider` is shared infrastructure. */
  role: 'brand' | 'provider';
  industry: string;
  /** Words and names that mean the brand wherever they stand, matched on word borders, case-insensitive. */
  words: string[];
  /** Handles and hashtags without @ or #. */
  handles: string[];
  /** Words that may mean the brand ("target", "gap"): they count only where something fails, with one of `context`, or in the shape of a name. */
  ambiguous: string[];
  /** Words that, near an ambiguous word, make it the brand. */
  context: string[];
  /** Phrases in which a word is not the brand ("on target", "target audience"). */
  not: string[];
  /**
   * The brand's own accounts, lower case: on X `name`, on Reddit `u/name`, on Mastodon `name@server`, on Bluesky the handle `name.example`
   * or the did, on Discourse `forum.example/u/name`.
   */
  supportAccounts: string[];
  statusPage: { url: string; feed?: string } | null;
  surfaces: string[];
  symptoms: string[];
  /**
   * Phrases by symptom, for reports whose symptom the model can't name ("other"). A key that isn't one of the shared symptoms
   * is the brand's own: reports carry it as `own:key`.
   */
  symptomWords?: Record<string, string[]>;
  peers: string[];
  /** Ids of provider packs. */
  dependencies: string[];
  /** True where customers reach the peers' customers through it (carriers): they run into the peers' outages and blame it. */
  interconnected?: boolean;
  /** Usual daily mentions over all sources; a prior for the baseline. */
  mentionsPerDay: number;
  /** IANA zone for the time-of-week shape. */
  timeZone: string;
  /** Apple App Store ids, by two-letter country. */
  appStore: Record<string, number>;
  /** Where forums and feeds are asked, per source kind. */
  queries: Record<string, string[]>;
  /** True for the invented brand that the demonstration replays: always labeled as such. */
  demonstration?: boolean;
}
