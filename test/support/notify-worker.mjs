// A worker of its own process, to be killed: node notify-worker.mjs DATA_DIR RECEIVER_URL CLOCK_AT [ROUNDS, half a minute each]
/** @param {string} name */
const built = (name) => import(new URL(`../../dist/${name}`, import.meta.url).href);
const { openChannel } = await built('adapters/channels/open-channels.js');
const { PgliteDatabase } = await built('adapters/databases/pglite.js');
const { createFetcher } = await built('adapters/net/fetcher.js');
const { notify } = await built('pipeline/notify.js');

const [dataDir, url, clockAt, rounds = '1'] = process.argv.slice(2);
const clock = { at: Number(clockAt), now: () => clock.at };
const fetcher = createFetcher({
  clock,
  contact: 'x',
  version: 'test',
  allowInside: ['127.0.0.1'],
  limits: { burst: 1e6, requestsPerMinute: 1e6, failuresToOpen: 1e6 },
});
const settings = { url, secrets: [`whsec_${Buffer.alloc(32, 1).toString('base64')}`] };
const { channel } = openChannel({ id: 'hook', kind: 'webhook', settings }, { fetcher, clock });
const database = await PgliteDatabase.open(dataDir);
const context = {
  database,
  clock,
  random: () => 0.5,
  events: { messageDelivered: () => {}, messageFailed: () => {} },
  packs: new Map(),
  linkTo: (/** @type {string} */ id) => `https://outcry.example.org/#/incident/${id}`,
  owner: `worker ${process.pid}`,
};
for (let round = 0; round < Number(rounds); round++, clock.at += 30_000)
  await notify(channel, context, new AbortController().signal);
fetcher.close();
await database.close();
