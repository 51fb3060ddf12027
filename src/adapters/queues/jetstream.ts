import { createHash } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { type Consumer, JetStreamApiError, type JsMsg, type StreamInfo } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { decodePart, encodePart } from '../../ports/page-part.ts';
import {
  type ArrivedPart,
  type PagePart,
  type PageQueue,
  PageQueueError,
  type QueueState,
} from '../../ports/page-queue.ts';
import { ackWaitMs, connectTo, type OpenStream, openStream, type StreamNames, streamNames } from './jetstream-setup.ts';
import type { StreamAddress } from './stream-address.ts';

/** Fixed: parts that wait would lie in the wrong one. */
const partitions = 16;
/** Half of what a server takes by default. */
const mostPartBytes = 512_000;
/** From this share on nobody is asked for more; what is on its way still has room. */
const fullShare = 0.9;
/** Another leader of the stream is found within this time. */
const patienceMs = 12_000;
/** And another server within this one. */
const awayAfterMs = 3_000;
const tryAgainMs = 250;
const sendOnceMs = 3_000;
const takeWithinMs = 5_000;
const againAfterMs = 1_000;
const maximumBytesExceeded = 10_077;

type Take = (arrived: ArrivedPart) => Promise<void>;

/** Parts lie in a durable stream of NATS, one subject and one consumer a partition, until they are stored. */
export class JetStreamQueue implements PageQueue {
  readonly partitions = partitions;
  readonly #address: StreamAddress;
  readonly #names: StreamNames;
  #connecting: Promise<NatsConnection> | null = null;
  #opening: Promise<OpenStream> | null = null;
  /** Since when no server is connected, `performance.now()`; null while one is. */
  #downSince: number | null = null;
  #isClosed = false;

  /** Connects when it is first used, and again whenever that is lost. */
  constructor(address: StreamAddress, salt: string) {
    this.#address = address;
    this.#names = streamNames(salt);
  }

  async ready(): Promise<void> {
    const { state, config } = await this.#patiently(() => this.#info());
    if (state.bytes > fullShare * config.max_bytes)
      throw new PageQueueError('full', `the stream holds ${state.messages} parts that are not stored yet: it is full`);
  }

  async send(parts: readonly PagePart[]): Promise<void> {
    const used = [...new Set(parts.map(({ partition }) => partition))];
    await Promise.all(
      used.map((partition) =>
        this.#sendInOrder(
          partition,
          parts.filter((part) => part.partition === partition),
        ),
      ),
    );
  }

  async #sendInOrder(partition: number, parts: readonly PagePart[]): Promise<void> {
    for (const part of parts)
      for (const bytes of encodePart(part, mostPartBytes)) {
        const digest = createHash('sha256').update(bytes).digest('base64url').slice(0, 22);
        const id = `${part.source}:${part.page}:${partition}:${digest}`;
        await this.#publish(partition, { bytes, id });
      }
  }

  /** Under one id, so that what arrived although nobody said so is not kept twice. */
  #publish(partition: number, { bytes, id }: { bytes: Uint8Array; id: string }): Promise<void> {
    return this.#patiently(async () => {
      const { client } = await this.#open();
      const options = { msgID: id, timeout: sendOnceMs, expect: { streamName: this.#names.stream } };
      await client.publish(this.#names.subject(partition), bytes, options);
    });
  }

  /** While another server or another leader of the stream is found, nobody answers. Where no server is there, nobody waits for long. */
  async #patiently<T>(work: () => Promise<T>): Promise<T> {
    const until = performance.now() + patienceMs;
    while (true) {
      try {
        return await work();
      } catch (error) {
        const fault = this.#faultOf(error);
        const now = performance.now();
        const isAway = this.#connecting === null || now - (this.#downSince ?? now) > awayAfterMs;
        if (fault.kind === 'full' || isAway || this.#isClosed || now > until) throw fault;
        await pause(tryAgainMs);
      }
    }
  }

  async receive(take: Take, signal: AbortSignal): Promise<void> {
    // One listener for each partition and pause.
    setMaxListeners(0, signal);
    await Promise.all(Array.from({ length: partitions }, (_, one) => this.#receiveFrom(one, take, signal)));
  }

  async #receiveFrom(partition: number, take: Take, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        const { client } = await this.#open();
        const consumer = await client.consumers.get(this.#names.stream, this.#names.consumer(partition));
        while (!signal.aborted) {
          const message = await nextOf(consumer, signal);
          if (message) await handOver(message, partition, { take, signal });
        }
      } catch (error) {
        // `ready` and `state` tell of it.
        this.#faultOf(error);
        await pause(againAfterMs, undefined, { signal }).catch(() => {});
      }
    }
  }

  async state(): Promise<QueueState> {
    try {
      const { state, config } = await this.#info();
      const { messages: waiting, bytes, first_ts } = state;
      const oldestAt = waiting > 0 ? Date.parse(first_ts) : null;
      return { fault: null, waiting, oldestAt, bytes, mostBytes: config.max_bytes };
    } catch (error) {
      const fault = (error as PageQueueError).message;
      return { fault, waiting: 0, oldestAt: null, bytes: 0, mostBytes: 0 };
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const connection = await this.#connecting?.catch(() => null);
    await connection?.close();
  }

  async #info(): Promise<StreamInfo> {
    try {
      const { manager } = await this.#open();
      return await manager.streams.info(this.#names.stream);
    } catch (error) {
      throw this.#faultOf(error);
    }
  }

  /** With everything in place, which is looked at anew after each fault. */
  async #open(): Promise<OpenStream> {
    if (this.#downSince !== null)
      throw new PageQueueError('unavailable', "the stream can't be used: none of its servers answers");
    this.#opening ??= this.#connect().then((connection) => openStream(connection, this.#names, partitions));
    return this.#opening;
  }

  async #connect(): Promise<NatsConnection> {
    const known = await this.#connecting?.catch(() => null);
    if (known && !known.isClosed()) return known;
    if (this.#isClosed) throw new PageQueueError('unavailable', 'the stream is not used any more');
    this.#connecting = connectTo(this.#address);
    try {
      const connection = await this.#connecting;
      void this.#watch(connection);
      return connection;
    } catch (error) {
      this.#connecting = null;
      throw error;
    }
  }

  /** It connects again by itself; meanwhile nobody need wait for an answer. */
  async #watch(connection: NatsConnection): Promise<void> {
    for await (const { type } of connection.status()) {
      if (type === 'disconnect') this.#downSince ??= performance.now();
      if (type === 'reconnect') this.#downSince = null;
    }
    this.#downSince = null;
  }

  #faultOf(error: unknown): PageQueueError {
    if (error instanceof PageQueueError) return error;
    if (error instanceof JetStreamApiError && error.code === maximumBytesExceeded)
      return new PageQueueError('full', 'the stream holds as much as it may: parts must be stored first', error);
    this.#opening = null;
    return new PageQueueError('unavailable', `the stream can't be used: ${(error as Error).message}`, error);
  }
}

/** What waits next, or nothing within some seconds. */
async function nextOf(consumer: Consumer, signal: AbortSignal): Promise<JsMsg | null> {
  const messages = await consumer.fetch({ max_messages: 1, expires: takeWithinMs });
  const stop = () => messages.stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const message of messages) return message;
    return null;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** Until it is taken, the server hears that somebody works on it. */
async function handOver(
  message: JsMsg,
  partition: number,
  { take, signal }: { take: Take; signal: AbortSignal },
): Promise<void> {
  const telling = setInterval(() => message.working(), ackWaitMs / 4);
  const { data: bytes, seq: sequence } = message;
  try {
    await take({ partition, sequence, bytes, deliveries: message.info.deliveryCount, part: decodePart(bytes) });
    message.ack();
  } catch {
    // Whoever takes parts tells why.
    message.nak(signal.aborted ? 0 : againAfterMs);
  } finally {
    clearInterval(telling);
  }
}
