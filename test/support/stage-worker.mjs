// A worker of some roles in a process of its own, to be killed. The time it goes by stands in a file, so that the test decides how far it gets:
// node stage-worker.mjs '{"databaseUrl", "roles", "clockFile", "archives": [{"id", "path"}], "brands", "webhook", "stream"?, "pageSize"?}'
import { readFileSync } from 'node:fs';

/** @param {string} name */
const built = (name) => import(new URL(`../../dist/${name}`, import.meta.url).href);
const { openSource } = await built('adapters/sources/open-sources.js');
const { openQueue } = await built('adapters/queues/open-queue.js');
const { openChannel } = await built('adapters/channels/open-channels.js');
const { createFetcher } = await built('adapters/net/fetcher.js');
const { cycleContext } = await built('compose.js');
const { openStore } = await built('config/open-store.js');
const { loadConfig } = await built('config/load.js');
const { ingestSettings, loadAssets } = await built('config/load-assets.js');
const { createEvents } = await built('observability/events.js');
const { createLogger } = await built('observability/logger.js');
const { createMetrics } = await built('observability/metrics.js');
const { enterSources } = await built('pipeline/enter-sources.js');
const { openLeases } = await built('pipeline/leases.js');
const { liveJobs } = await built('pipeline/live-jobs.js');
const { startSchedule } = await built('pipeline/schedule.js');

const wanted = JSON.parse(process.argv[2] ?? '{}');
const config = loadConfig({
  DATABASE_URL: wanted.databaseUrl,
  OUTCRY_BRANDS: wanted.brands.join(','),
  OUTCRY_DEMONSTRATION: 'no',
});
const roles = new Set(wanted.roles);
const clock = { now: () => Number(readFileSync(wanted.clockFile, 'utf8')) };
const systemClock = { now: () => Date.now() };
const events = createEvents(createLogger({ level: 'warn' }), createMetrics());
const { database, salt } = await openStore(config);
const assets = loadAssets(config, salt);
const { packs, knowledge } = assets;
const allowInside = ['127.0.0.1'];
const limits = { burst: 1e6, requestsPerMinute: 1e6, failuresToOpen: 1e6 };
const fetcher = createFetcher({ clock: systemClock, contact: 'x', version: 'test', allowInside, limits });
const secrets = [`whsec_${Buffer.alloc(32, 1).toString('base64')}`];
const hook = { id: 'hook', kind: 'webhook', settings: { url: wanted.webhook, secrets } };
const channels = [openChannel(hook, { fetcher, clock: systemClock }).channel];
const sources = wanted.archives.map((/** @type {{ id: string, path: string }} */ { id, path }) =>
  openSource({
    ...{ id, kind: 'archive', settings: { path, pageSize: wanted.pageSize ?? 50 } },
    ...{ brands: packs, clock, fetcher, random: Math.random, keyOf: String },
  }),
);
const queue = openQueue({ address: wanted.stream ?? null, salt });
if (roles.has('ingest')) await enterSources({ database, clock, queue }, sources);
const leases = openLeases(database, roles, events);
const cycle = cycleContext(config, assets, database);
Object.assign(cycle.track, { channels: ['hook'] });
const packOf = new Map(packs.map((/** @type {{ id: string }} */ pack) => [pack.id, pack]));
const [first, ...others] = liveJobs(sources, {
  ...{ roles, leases, cycle, events, channels, publish: () => {}, follow: null, demonstrationClock: clock },
  poll: { database, knowledge, settings: ingestSettings(config), clock, random: Math.random, events, queue },
  retention: { posts: 10_000, counts: 10_000, records: 10_000 },
  reminderMinutes: 0,
  digests: { database, clock: systemClock, packs: packOf, audience: {}, plans: new Map(), link: 'http://here' },
  notify: {
    ...{ database, clock: systemClock, random: Math.random, events, packs: packOf },
    linkTo: (/** @type {string} */ id) => `https://outcry.example.org/#/incident/${id}`,
    get owner() {
      return leases.worker;
    },
  },
  telemetry: { reader: null, rules: [] },
});
// What goes by the day is left out: it would find the test's past too old.
const jobs = others.filter((/** @type {{ name: string }} */ { name }) => name !== 'watchdog' && name !== 'retention');
await first.run();
const schedule = startSchedule([first, ...jobs], events);
schedule.kick();
process.stdout.write(`working as ${leases.worker}\n`);
process.on('SIGTERM', async () => {
  await schedule.stop();
  await leases.leave();
  await queue.close();
  await database.close();
  process.exit(0);
});
