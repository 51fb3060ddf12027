// Runs the embedded database in a thread of its own, because a query would otherwise block the event loop.
// Plain JavaScript: a worker is loaded by address, from src in tests and from dist in production.
import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite, parse, protocol } from '@electric-sql/pglite';

const int8 = 20;
const numeric = 1700;

const options = /** @type {{ dataDir: string, program: object, template?: string, passing?: boolean }} */ (workerData);
/** @type {ConstructorParameters<typeof PGlite>[0]} */
const settings = {
  dataDir: options.dataDir,
  pgliteWasmModule: /** @type {any} */ (options.program),
  postgresqlconf: [
    `shared_buffers=${options.passing ? 48 : 16}MB`,
    ...(options.passing
      ? ['full_page_writes=off', 'synchronous_commit=off', 'wal_level=minimal', 'max_wal_senders=0']
      : []),
    'wal_buffers=1MB',
    // Logs that a checkpoint has made needless: two files are kept to be written again.
    'min_wal_size=32MB',
    'max_wal_size=64MB',
    'maintenance_work_mem=32MB',
    'work_mem=16MB',
    'default_statistics_target=20',
  ],
  parsers: { [int8]: Number, [numeric]: Number },
};
if (options.template) settings.loadDataDir = new Blob([readFileSync(options.template)]);

/** @param {unknown} error */
function plainError(error) {
  const { message, code, detail } = /** @type {{ message?: string, code?: string, detail?: string }} */ (error ?? {});
  return { message: message ?? String(error), code: code ?? '', detail: detail ?? '' };
}

/** How a statement's parameters are written, by its text. @type {Map<string, (((value: any) => string) | undefined)[]>} */
const writers = new Map();
const mostWriters = 500;
const control = /^(BEGIN|COMMIT|ROLLBACK)$/;
const definition = /\b(ALTER|CREATE|DROP)\b/i;
const { serialize } = protocol;

/**
 * A statement as one message of the extended protocol: PGlite's own `query` takes six, each a way into WebAssembly and back,
 * and asks for the types of the parameters each time.
 * @param {PGlite} database @param {string} sql @param {unknown[]} parameters
 */
async function query(database, sql, parameters) {
  // A definition, which has no parameters, may change the types of columns.
  if (parameters.length === 0 && definition.test(sql)) writers.clear();
  const write = parameters.length === 0 ? [] : await writersOf(database, sql);
  const values = parameters.map((value, i) =>
    value === null || value === undefined ? null : write[i] ? write[i](value) : String(value),
  );
  const steps = [
    ...[serialize.parse({ text: sql }), serialize.bind({ values }), serialize.describe({ type: 'P' })],
    ...[serialize.execute({}), serialize.sync()],
  ];
  const { messages } = await database.execProtocol(Buffer.concat(steps));
  return parse.parseResults(messages, database.parsers, {})[0]?.rows ?? [];
}

/** @param {PGlite} database @param {string} sql */
async function writersOf(database, sql) {
  const known = writers.get(sql);
  if (known) return known;
  const { queryParams } = await database.describeQuery(sql);
  const found = queryParams.map(({ serializer }) => serializer);
  if (writers.size >= mostWriters) writers.clear();
  writers.set(sql, found);
  return found;
}

/** @param {PGlite} database @param {string} sql */
async function script(database, sql) {
  if (control.test(sql)) return void (await database.execProtocol(serialize.query(sql)));
  writers.clear();
  await database.exec(sql);
}

/** @param {PGlite} database @param {{ op: string, sql: string, parameters: unknown[] }} request */
async function answer(database, { op, sql, parameters }) {
  if (op === 'query') return query(database, sql, parameters);
  if (op === 'script') return script(database, sql);
  if (op === 'copy')
    return new Uint8Array(/** @type {ArrayBuffer} */ (await (await database.query(sql)).blob?.arrayBuffer()));
  if (op === 'dump') return new Uint8Array(await (await database.dumpDataDir('none')).arrayBuffer());
  return database.close();
}

/** Opening leaves some 300 MB of garbage behind that the collector, which sees only a small heap, would keep for long. */
function collectGarbage() {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
}

const port = /** @type {import('node:worker_threads').MessagePort} */ (parentPort);
try {
  const database = await PGlite.create(settings);
  collectGarbage();
  port.on('message', async (request) => {
    try {
      const result = await answer(database, request);
      // Bytes go over as they are, without a copy.
      port.postMessage({ id: request.id, result }, result instanceof Uint8Array ? [result.buffer] : []);
    } catch (error) {
      port.postMessage({ id: request.id, error: plainError(error) });
    }
    if (request.op === 'close') port.close();
  });
  port.postMessage({ id: 0, result: 'ready' });
} catch (error) {
  port.postMessage({ id: 0, error: plainError(error) });
}
