import { loadGazetteer } from '../../src/adapters/assets/load-gazetteer.ts';
import { withoutEchoes } from '../../src/adapters/net/http-fault.ts';
import { retryTime } from '../../src/adapters/net/retry-time.ts';
import { walkPosition } from '../../src/adapters/sources/backward-walk.ts';
import { readFeed } from '../../src/adapters/sources/feed-items.ts';
import { htmlText } from '../../src/adapters/sources/html-text.ts';
import { readCursor, readItems } from '../../src/adapters/sources/items.ts';
import { readFrame } from '../../src/adapters/sources/jetstream-events.ts';
import { createRowReader } from '../../src/cli/detect-rows.ts';
import { idOfKey } from '../../src/commands/manage-keys.ts';
import { loadConfig } from '../../src/config/load.ts';
import { csvTable } from '../../src/core/detect/spatial/csv-table.ts';
import { resolveProfile } from '../../src/core/geo/resolve-profile.ts';
import { resolveText } from '../../src/core/geo/resolve-text.ts';
import { fingerprint } from '../../src/core/text/fingerprint.ts';
import { detectLanguage } from '../../src/core/text/language.ts';
import { cleanText } from '../../src/core/text/normalize.ts';
import { redact } from '../../src/core/text/redact.ts';
import { placeOfCursor } from '../../src/http/cursor.ts';
import { exportsQuery, reportsQuery } from '../../src/http/requests.ts';
import { externalPostSchema, postFromExternal } from '../../src/ports/external-post.ts';
import { decodePart, encodePart } from '../../src/ports/page-part.ts';

/** A parser that faces the outside. */
export interface FuzzTarget {
  name: string;
  /** Texts that it takes, to begin from. */
  seeds: string[];
  run(text: string): unknown;
  /** Names of the errors with which it may refuse; anything else is a failure. */
  refuses: string[];
}

let gazetteer: ReturnType<typeof loadGazetteer> | undefined;
const places = () => (gazetteer ??= loadGazetteer());

const frame = {
  $type: 'message',
  payload: {
    ...{
      $type: 'network.bsky.jetstream.subscribeEvents#commit',
      seq: 7,
      did: 'did:plc:a',
      time: '2026-03-10T12:00:00.000Z',
    },
    ...{ operation: 'create', collection: 'app.bsky.feed.post', rkey: 'r1' },
    record: { text: 'Northwind is down', createdAt: '2026-03-10T12:00:00Z', langs: ['en'] },
  },
};
const legacy = {
  did: 'did:plc:a',
  time_us: 1_773_144_000_000_000,
  kind: 'commit',
  commit: { operation: 'delete', collection: 'app.bsky.feed.post', rkey: 'r' },
};
const post = {
  source: 'x',
  id: '7',
  author: 'a',
  text: 'Walmart app is down &amp; out',
  createdAt: '2026-03-10T12:00:00Z',
  geo: { lat: 36.1, lon: -96 },
  url: 'https://example.org/7',
};
const rss = `<?xml version="1.0"?><rss version="2.0"><channel><title>t</title><item><title>Down &amp; out</title><link>https://a.example/1</link><guid>1</guid><pubDate>Tue, 10 Mar 2026 12:00:00 GMT</pubDate><description><![CDATA[<p>It won&#39;t load<br>here</p>]]></description></item></channel></rss>`;
const atom = `<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title><entry><id>tag:a,1</id><title>Down</title><updated>2026-03-10T12:00:00Z</updated><content type="html">&lt;b&gt;x&lt;/b&gt;</content></entry></feed>`;
const jsonFeed = JSON.stringify({
  version: 'https://jsonfeed.org/version/1.1',
  title: 't',
  items: [{ id: '1', content_text: 'down', date_published: '2026-03-10T12:00:00Z' }],
});
const talk =
  'Is @Walmart down?? can’t log in near Tulsa, OK 74136 (store #1183), call me at 555-123-4567 or a@b.example https://t.co/x?y=1';
const query = 'what=posts&format=parquet&from=2026-03-01&to=2026-03-02&bucket=5m&tz=America/New_York&symptom=login';

/** As a query string gives them. */
const fieldsOf = (text: string) => Object.fromEntries(new URLSearchParams(text));

export const fuzzTargets: FuzzTarget[] = [
  { name: 'stream frame', seeds: [JSON.stringify(frame), JSON.stringify(legacy)], run: readFrame, refuses: [] },
  { name: 'feed', seeds: [rss, atom, jsonFeed], run: (text) => readFeed(text, 'feed'), refuses: ['SourceError'] },
  { name: 'markup', seeds: ['<p>It won&#39;t <a href="x">load</a><br/>&amp; more</p>'], run: htmlText, refuses: [] },
  {
    name: 'retry time',
    seeds: ['90', 'Tue, 10 Mar 2026 12:00:00 GMT', '1773144000'],
    run: (text) => retryTime({ 'retry-after': text }, 0),
    refuses: [],
  },
  {
    name: 'echo',
    seeds: ['Cannot POST /services/T000/secret-part'],
    run: (text) => withoutEchoes(text, '/services/T000/secret-part'),
    refuses: [],
  },
  {
    name: 'source cursor',
    seeds: [JSON.stringify({ floorAt: 1, known: { a: 1 }, walk: { token: 't', topAt: 2, seen: {} } })],
    run: (text) => readCursor(text, walkPosition, 'x'),
    refuses: ['SourceError'],
  },
  {
    name: 'archive line',
    seeds: [JSON.stringify(post)],
    run(text) {
      const parsed = externalPostSchema.safeParse(JSON.parse(text));
      if (parsed.success) postFromExternal(parsed.data);
    },
    refuses: ['SyntaxError'],
  },
  {
    name: 'items',
    seeds: [JSON.stringify([post, post, {}])],
    run: (text) => readItems([JSON.parse(text)], externalPostSchema, String),
    refuses: ['SyntaxError'],
  },
  {
    name: 'part of a page',
    seeds: [JSON.stringify({ source: 's', page: 1, partition: 2, posts: [{ ...post, source: 's', nativeId: '1' }] })],
    run(text) {
      const read = decodePart(new TextEncoder().encode(text));
      if (!('unreadable' in read)) encodePart(read, 100);
    },
    refuses: [],
  },
  {
    name: 'table',
    seeds: ['id,lat,lon\r\na,36.1,-96\r\n"b ""c""",1,2\r\n'],
    run: (text) => csvTable({ name: 'cases', text }, []),
    refuses: [],
  },
  {
    name: 'counts',
    seeds: ['stream_id,minute_utc,count,observed\nwalmart,29552400,3,1'],
    run(text) {
      const [header = '', ...rows] = text.split('\n');
      const reader = createRowReader(header);
      for (const row of rows.slice(0, 50)) reader.read(Buffer.from(row), 0, Buffer.byteLength(row));
    },
    refuses: ['UsageError'],
  },
  {
    name: 'settings',
    seeds: [
      'OUTCRY_PORT=8300&OUTCRY_BRANDS=walmart,target&DATABASE_URL=postgres://a/b&OUTCRY_FORM_EMBEDDERS=https://a.example',
    ],
    run: (text) => loadConfig({ ...fieldsOf(text), OUTCRY_CONFIG: undefined }),
    refuses: ['ConfigError'],
  },
  { name: 'key', seeds: [`oc_1f2e3d4c_${'a'.repeat(43)}`], run: idOfKey, refuses: [] },
  {
    name: 'list cursor',
    seeds: [Buffer.from('["reports",1,"x"]').toString('base64url')],
    run: (text) => placeOfCursor('reports', ['minute', 'text'], text),
    refuses: ['HttpProblem'],
  },
  { name: 'export query', seeds: [query], run: (text) => exportsQuery.safeParse(fieldsOf(text)), refuses: [] },
  {
    name: 'report query',
    seeds: ['brand=walmart&from=2026-03-01T00:00:00Z&kind=current&limit=20'],
    run: (text) => reportsQuery.safeParse(fieldsOf(text)),
    refuses: [],
  },
  { name: 'clean text', seeds: [talk], run: cleanText, refuses: [] },
  { name: 'redacted text', seeds: [talk], run: redact, refuses: [] },
  { name: 'fingerprint', seeds: [talk.repeat(2)], run: fingerprint, refuses: [] },
  { name: 'language', seeds: [talk, 'no puedo entrar a la app'], run: detectLanguage, refuses: [] },
  {
    name: 'profile',
    seeds: ['Tulsa, OK', 'H-Town ✈ NYC', '36.1, -95.9'],
    run: (text) => resolveProfile(places(), text),
    refuses: [],
  },
  { name: 'place in text', seeds: [talk], run: (text) => resolveText(places(), text), refuses: [] },
];
