import { createHash } from 'node:crypto';
import {
  AckPolicy,
  DiscardPolicy,
  type JetStreamClient,
  type JetStreamManager,
  jetstream,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
  type StreamInfo,
} from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import type { StreamAddress } from './stream-address.ts';

/** Beyond this the stream takes nothing more, and sources wait. */
const mostBytes = 1_073_741_824;
/** In a cluster every part lies on three servers before it counts as sent. */
const replicasInCluster = 3;
/** What was sent twice within this time is kept once; what comes later is known by its posts' ids. */
const duplicatesMs = 120_000;
/** A part of a worker that says nothing for so long is another one's. */
export const ackWaitMs = 8_000;
const nanos = (ms: number) => ms * 1e6;

/** A connection with everything in place. */
export interface OpenStream {
  connection: NatsConnection;
  client: JetStreamClient;
  manager: JetStreamManager;
}

/** Names of what belongs to an installation; several may share a server. */
export interface StreamNames {
  stream: string;
  /** Of all partitions. */
  subjects: string;
  subject(partition: number): string;
  consumer(partition: number): string;
}

export function streamNames(salt: string): StreamNames {
  const mark = createHash('sha256').update(salt).digest('hex').slice(0, 12);
  return {
    stream: `OUTCRY_${mark}`,
    subjects: `outcry.${mark}.*`,
    subject: (partition) => `outcry.${mark}.${partition}`,
    consumer: (partition) => `store-${partition}`,
  };
}

export async function connectTo({ isEncrypted, ...rest }: StreamAddress): Promise<NatsConnection> {
  return connect({
    ...rest,
    ...(isEncrypted && { tls: {} }),
    name: 'outcry',
    timeout: 2_500,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 500,
    pingInterval: 5_000,
    maxPingOut: 2,
  });
}

/** Makes the stream and its consumers where they are missing. */
export async function openStream(
  connection: NatsConnection,
  names: StreamNames,
  partitions: number,
): Promise<OpenStream> {
  const manager = await jetstreamManager(connection, { timeout: 2_500 });
  await manager.streams.info(names.stream).catch(() => makeStream(connection, manager, names));
  for (let partition = 0; partition < partitions; partition++)
    await manager.consumers.add(names.stream, {
      durable_name: names.consumer(partition),
      filter_subject: names.subject(partition),
      ack_policy: AckPolicy.Explicit,
      ack_wait: nanos(ackWaitMs),
      // One after the other, whoever takes them: an edit must not overtake its post. How often is counted by who stores them.
      max_ack_pending: 1,
      max_deliver: -1,
    });
  return { connection, manager, client: jetstream(connection) };
}

function makeStream(
  connection: NatsConnection,
  manager: JetStreamManager,
  { stream, subjects }: StreamNames,
): Promise<StreamInfo> {
  const isCluster = connection.info?.cluster !== undefined;
  return manager.streams.add({
    name: stream,
    subjects: [subjects],
    retention: RetentionPolicy.Workqueue,
    storage: StorageType.File,
    discard: DiscardPolicy.New,
    max_bytes: mostBytes,
    num_replicas: isCluster ? replicasInCluster : 1,
    duplicate_window: nanos(duplicatesMs),
  });
}
