import type { StandingVerdict } from '../core/words/label.ts';
import type { Report } from '../core/words/report.ts';
import type { Queryable } from '../ports/database.ts';

/** A brand's minute whose counts must be made again. */
export interface BrandMinute {
  brand: string;
  minute: number;
}

/** One that was touched, by how many reports. */
export interface TouchedMinute extends BrandMinute {
  touches: number;
}

/** A report touches its minute once. */
export type Touch = BrandMinute | TouchedMinute;

export async function insertReports(tx: Queryable, reports: Report[]): Promise<void> {
  if (reports.length === 0) return;
  const place = <T>(pick: (place: NonNullable<Report['place']>) => T) =>
    reports.map((report) => (report.place ? pick(report.place) : null));
  await tx.query(
    `INSERT INTO report (post_id, brand, source, kind, p_current, symptoms, surfaces, country, state, city, metro, lat, lon, place_level, place_from, place_confidence, author_key, fingerprint, minute, model, own)
     SELECT post_id, brand, source, kind, p_current, string_to_array(symptoms, ','), string_to_array(surfaces, ','), country, state, city, metro, lat, lon, place_level, place_from, place_confidence, author_key, fingerprint, minute, model, own
     FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::float4[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::float4[], $13::float4[], $14::text[], $15::text[], $16::float4[], $17::text[], $18::text[], $19::int4[], $20::text[], $21::boolean[])
       AS r(post_id, brand, source, kind, p_current, symptoms, surfaces, country, state, city, metro, lat, lon, place_level, place_from, place_confidence, author_key, fingerprint, minute, model, own)`,
    [
      reports.map(({ postId }) => postId),
      reports.map(({ brand }) => brand),
      reports.map(({ source }) => source),
      reports.map(({ kind }) => kind),
      reports.map(({ pCurrent }) => pCurrent),
      reports.map(({ symptoms }) => symptoms.join(',')),
      reports.map(({ surfaces }) => surfaces.join(',')),
      place(({ country }) => country),
      place(({ state }) => state),
      place(({ city }) => city),
      place(({ metro }) => metro),
      place(({ lat }) => lat),
      place(({ lon }) => lon),
      place(({ level }) => level),
      place(({ from }) => from),
      place(({ confidence }) => confidence),
      reports.map(({ authorKey }) => authorKey),
      reports.map(({ fingerprint }) => fingerprint),
      reports.map(({ minute }) => minute),
      reports.map(({ model }) => model),
      reports.map(({ own = false }) => own),
    ],
  );
}

/**
 * Takes the reports of posts away and returns every minute whose counts that changes: their own, and those in which the
 * same author spoke again within the author window (the later report may now count).
 */
export async function removeReports(
  tx: Queryable,
  postIds: string[],
  authorWindowMinutes: number,
): Promise<BrandMinute[]> {
  if (postIds.length === 0) return [];
  const followers = await laterMinutes(tx, 'r.post_id = ANY($1::text[])', [postIds, authorWindowMinutes]);
  const own = await tx.query<BrandMinute & Record<string, unknown>>(
    'DELETE FROM report WHERE post_id = ANY($1::text[]) RETURNING brand, minute',
    [postIds],
  );
  return [...own, ...followers];
}

/** Another verdict for a report that is stored. */
export interface NewVerdict extends StandingVerdict {
  postId: string;
  brand: string;
}

/** Gives reports another verdict and touches every minute whose counts that changes, as `removeReports` tells them. */
export async function replaceVerdicts(
  tx: Queryable,
  verdicts: NewVerdict[],
  authorWindowMinutes: number,
): Promise<void> {
  if (verdicts.length === 0) return;
  const postIds = verdicts.map(({ postId }) => postId);
  const followers = await laterMinutes(tx, 'r.post_id = ANY($1::text[])', [postIds, authorWindowMinutes]);
  await touchMinutes(tx, [...(await writeVerdicts(tx, verdicts)), ...followers]);
}

/** Writes verdicts without touching anything: for those that change no count. Returns their minutes. */
export async function writeVerdicts(tx: Queryable, verdicts: NewVerdict[]): Promise<BrandMinute[]> {
  return tx.query<BrandMinute & Record<string, unknown>>(
    `UPDATE report r SET kind = v.kind, p_current = v.p_current, symptoms = string_to_array(v.symptoms, ','),
       surfaces = string_to_array(v.surfaces, ','), model = v.model
     FROM unnest($1::text[], $2::text[], $3::text[], $4::float4[], $5::text[], $6::text[], $7::text[])
       AS v(post_id, brand, kind, p_current, symptoms, surfaces, model)
     WHERE r.post_id = v.post_id AND r.brand = v.brand RETURNING r.brand, r.minute`,
    [
      verdicts.map(({ postId }) => postId),
      verdicts.map(({ brand }) => brand),
      verdicts.map(({ kind }) => kind),
      verdicts.map(({ pCurrent }) => pCurrent),
      verdicts.map(({ symptoms }) => symptoms.join(',')),
      verdicts.map(({ surfaces }) => surfaces.join(',')),
      verdicts.map(({ model }) => model),
    ],
  );
}

/**
 * Minutes after the touched ones in which their authors reported again: a late report may make those repeats. Only minutes that were
 * counted before are looked for; the others will be counted with this one's reports in sight.
 */
export async function repeatedMinutes(
  tx: Queryable,
  brand: string,
  minutes: number[],
  authorWindowMinutes: number,
): Promise<number[]> {
  const late = await beforeCounted(tx, brand, minutes, authorWindowMinutes);
  if (late.length === 0) return [];
  const rows = await laterMinutes(tx, 'r.brand = $3 AND r.minute = ANY($1::int4[])', [
    late,
    authorWindowMinutes,
    brand,
  ]);
  return rows.map(({ minute }) => minute);
}

/** Those of the minutes that have counted ones within the window after them; mostly none, where posts come in their order. */
async function beforeCounted(
  tx: Queryable,
  brand: string,
  minutes: number[],
  authorWindowMinutes: number,
): Promise<number[]> {
  const rows = await tx.query<{ minute: number }>(
    `SELECT minute FROM unnest($2::int4[]) AS touched(minute) WHERE EXISTS (
       SELECT 1 FROM brand_minute b WHERE b.brand = $1 AND b.minute > touched.minute AND b.minute <= touched.minute + $3::int4)`,
    [brand, minutes, authorWindowMinutes],
  );
  return rows.map(({ minute }) => minute);
}

/** One look into the index of authors per author and minute: see migration 7 for `minute + 0`, which no other index fits. */
function laterMinutes(
  tx: Queryable,
  where: string,
  parameters: unknown[],
): Promise<(BrandMinute & Record<string, unknown>)[]> {
  return tx.query(
    `SELECT DISTINCT said.brand, later.minute
     FROM (SELECT DISTINCT r.brand, r.author_key, r.minute FROM report r WHERE r.kind = 'current' AND ${where}) said
     CROSS JOIN LATERAL (
       SELECT DISTINCT l.minute FROM report l WHERE l.brand = said.brand AND l.author_key = said.author_key
         AND l.kind = 'current' AND l.minute + 0 > said.minute AND l.minute + 0 <= said.minute + $2::int4 OFFSET 0) later`,
    parameters,
  );
}

export async function touchMinutes(tx: Queryable, touched: Touch[]): Promise<void> {
  const distinct = distinctMinutes(touched);
  if (distinct.length === 0) return;
  await tx.query(
    `INSERT INTO touched_minute (brand, minute, touches) SELECT * FROM unnest($1::text[], $2::int4[], $3::int4[])
     ON CONFLICT (brand, minute) DO UPDATE SET touches = touched_minute.touches + excluded.touches`,
    [distinct.map(({ brand }) => brand), distinct.map(({ minute }) => minute), distinct.map(({ touches }) => touches)],
  );
}

/** Each minute once, in one order for all writers, so that two of them can't wait for each other. */
export function distinctMinutes(minutes: Touch[]): TouchedMinute[] {
  const distinct = new Map<string, TouchedMinute>();
  for (const one of minutes) {
    const { brand, minute } = one;
    const touches = 'touches' in one ? one.touches : 1;
    const known = distinct.get(`${brand} ${minute}`);
    if (known) known.touches += touches;
    else distinct.set(`${brand} ${minute}`, { brand, minute, touches });
  }
  return [...distinct.values()].sort((a, b) => (a.brand < b.brand ? -1 : a.brand > b.brand ? 1 : a.minute - b.minute));
}
