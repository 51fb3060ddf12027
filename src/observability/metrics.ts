import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

const secondsBuckets = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
const delayBuckets = [1, 2, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600, 21_600];

export type Metrics = ReturnType<typeof createMetrics>;

/** Every metric of the program: one prefix, base units, labels from closed lists or from the configuration. */
export function createMetrics(options: { ofProcess: boolean } = { ofProcess: true }) {
  const registry = new Registry();
  const metrics = {
    ...ingestMetrics(registry),
    ...queueMetrics(registry),
    ...telemetryMetrics(registry),
    ...stageMetrics(registry),
    ...incidentMetrics(registry),
    ...edgeMetrics(registry),
  };
  return { ...metrics, registry: options.ofProcess ? Registry.merge([metricsOfProcess(), registry]) : registry };
}

let ofThisProcess: Registry | undefined;

/** The metrics of the process itself: one set for all, since each set holds an observer and a timer for good. */
function metricsOfProcess() {
  if (ofThisProcess) return ofThisProcess;
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'outcry_' });
  // Gauges under a counter's name; the plain ones tell the same by type.
  for (const what of ['handles', 'requests', 'resources'])
    registry.removeSingleMetric(`outcry_nodejs_active_${what}_total`);
  // A series exists from the start, not from the first collection of its kind on.
  const collections = registry.getSingleMetric('outcry_nodejs_gc_duration_seconds') as Histogram<'kind'>;
  for (const kind of ['major', 'minor', 'incremental', 'weakcb']) collections.zero({ kind });
  ofThisProcess = registry;
  return registry;
}

function ingestMetrics(registry: Registry) {
  const registers = [registry];
  return {
    posts: new Counter({
      name: 'outcry_posts_total',
      help: 'Posts ingested, by source and outcome.',
      labelNames: ['source', 'outcome'],
      registers,
    }),
    malformed: new Counter({
      name: 'outcry_malformed_items_total',
      help: 'Items of a source that could not be read.',
      labelNames: ['source'],
      registers,
    }),
    postDelay: new Histogram({
      name: 'outcry_post_delay_seconds',
      help: "From a post's own time to its storage.",
      labelNames: ['source'],
      buckets: delayBuckets,
      registers,
    }),
    fetchErrors: new Counter({
      name: 'outcry_source_errors_total',
      help: 'Fetches that failed, by kind of fault.',
      labelNames: ['source', 'kind'],
      registers,
    }),
    sourceUp: new Gauge({
      name: 'outcry_source_up',
      help: '1 while the source can be read, else 0.',
      labelNames: ['source'],
      registers,
    }),
    sourceLastSuccess: new Gauge({
      name: 'outcry_source_last_success_timestamp_seconds',
      help: 'When the source was last read.',
      labelNames: ['source'],
      registers,
    }),
  };
}

/** Where pages go over a stream before they are stored. */
function queueMetrics(registry: Registry) {
  const registers = [registry];
  const gauge = (name: string, help: string) => new Gauge({ name: `outcry_stream_${name}`, help, registers });
  return {
    parts: new Counter({
      name: 'outcry_stream_parts_total',
      help: 'Parts of pages that came over the stream: stored, known already, failed, or kept aside.',
      labelNames: ['result'],
      registers,
    }),
    queueUp: gauge('up', '1 while the stream takes pages, else 0; missing where none is used.'),
    partsWaiting: gauge('waiting_parts', 'Parts of pages in the stream that are not stored yet.'),
    oldestPart: gauge('oldest_waiting_seconds', 'How long the oldest of them has waited.'),
    queueBytes: gauge('bytes', 'What they take up in the stream.'),
    queueMostBytes: gauge('limit_bytes', 'From which on the stream takes nothing more, and sources wait.'),
    partsAside: gauge('parts_aside', 'Parts that could not be stored, kept in the table part_aside.'),
  };
}

/** Labels come from `data/telemetry` alone: what is pushed has no metric of its own. */
function telemetryMetrics(registry: Registry) {
  const registers = [registry];
  return {
    signalUp: new Gauge({
      name: 'outcry_telemetry_signal_up',
      help: '1 while the signal can be read from Prometheus and has data, else 0.',
      labelNames: ['brand', 'signal'],
      registers,
    }),
    signalErrors: new Counter({
      name: 'outcry_telemetry_errors_total',
      help: 'Queries to Prometheus that failed, by kind of fault.',
      labelNames: ['kind'],
      registers,
    }),
  };
}

function stageMetrics(registry: Registry) {
  const registers = [registry];
  return {
    stageSeconds: new Histogram({
      name: 'outcry_stage_duration_seconds',
      help: 'How long one run of a stage took.',
      labelNames: ['stage'],
      buckets: secondsBuckets,
      registers,
    }),
    stageItems: new Counter({
      name: 'outcry_stage_items_total',
      help: 'What a stage has worked through.',
      labelNames: ['stage'],
      registers,
    }),
    leases: new Gauge({
      name: 'outcry_leases_held',
      help: 'Sources, brands and jobs that this worker has, by kind; where several processes work on one database.',
      labelNames: ['kind'],
      registers,
    }),
    workersGivenUp: new Counter({
      name: 'outcry_workers_given_up_total',
      help: 'Workers that this one found silent, or itself.',
      registers,
    }),
    stageErrors: new Counter({
      name: 'outcry_stage_errors_total',
      help: 'Runs of a stage that failed.',
      labelNames: ['stage'],
      registers,
    }),
    judgedUntil: new Gauge({
      name: 'outcry_judged_until_timestamp_seconds',
      help: 'The detector has judged everything before this instant.',
      labelNames: ['brand'],
      registers,
    }),
  };
}

function incidentMetrics(registry: Registry) {
  const registers = [registry];
  return {
    transitions: new Counter({
      name: 'outcry_incident_transitions_total',
      help: 'Steps of incidents, by the state reached.',
      labelNames: ['brand', 'state'],
      registers,
    }),
    openIncidents: new Gauge({
      name: 'outcry_incidents_open',
      help: 'Incidents that are not closed.',
      labelNames: ['brand'],
      registers,
    }),
    messagesWaiting: new Gauge({
      name: 'outcry_messages_waiting',
      help: 'Messages to a channel that are neither delivered nor given up.',
      labelNames: ['channel'],
      registers,
    }),
    oldestWaiting: new Gauge({
      name: 'outcry_messages_oldest_waiting_seconds',
      help: 'How long ago the step was that the oldest of them tells.',
      labelNames: ['channel'],
      registers,
    }),
    deliveries: new Counter({
      name: 'outcry_deliveries_total',
      help: 'Messages to channels, by result.',
      labelNames: ['channel', 'result'],
      registers,
    }),
  };
}

function edgeMetrics(registry: Registry) {
  const registers = [registry];
  return {
    buildInfo: new Gauge({
      name: 'outcry_build_info',
      help: '1, with the versions of program and model.',
      labelNames: ['version', 'model'],
      registers,
    }),
    requestSeconds: new Histogram({
      name: 'outcry_http_request_duration_seconds',
      help: 'Answers of the API, by route template.',
      labelNames: ['method', 'route', 'status'],
      buckets: secondsBuckets,
      registers,
    }),
    refusedKeys: new Counter({
      name: 'outcry_http_refused_total',
      help: 'Requests refused for want of a key, role, host or origin, or for their number.',
      labelNames: ['code'],
      registers,
    }),
    liveReaders: new Gauge({
      name: 'outcry_http_event_streams',
      help: 'Pages connected to the event stream.',
      registers,
    }),
    exportedRows: new Counter({
      name: 'outcry_exported_rows_total',
      help: 'Rows written by exports.',
      labelNames: ['what', 'format'],
      registers,
    }),
  };
}
