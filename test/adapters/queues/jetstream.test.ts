import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { JetStreamQueue } from '../../../src/adapters/queues/jetstream.ts';
import { streamNames } from '../../../src/adapters/queues/jetstream-setup.ts';
import { readStreamAddress } from '../../../src/adapters/queues/stream-address.ts';
import type { ArrivedPart, PagePart } from '../../../src/ports/page-queue.ts';
import { postOf } from '../../support/ingest-world.ts';
import { hasNats, type NatsCluster, startNats } from '../../support/nats-cluster.ts';

const part = (partition: number, page: number, ids: string[] = [`p${page}`]): PagePart => ({
  ...{ source: 'bluesky', page, partition },
  posts: ids.map((id) => postOf(id, 0)),
});
const idsOf = ({ part: one }: ArrivedPart) => ('unreadable' in one ? [] : one.posts.map(({ nativeId }) => nativeId));

describe.skipIf(!hasNats)('the queue over JetStream (needs nats-server)', () => {
  let server: NatsCluster;
  let salt = 0;
  let queue: JetStreamQueue;
  const opened: JetStreamQueue[] = [];
  const open = (address = server.address) => {
    const one = new JetStreamQueue(readStreamAddress(address), `salt ${salt}`);
    opened.push(one);
    return one;
  };
  /** Takes parts until so many have come, and gives what came. */
  async function taken(
    from: JetStreamQueue,
    count: number,
    take: (one: ArrivedPart) => Promise<void> = async () => {},
  ) {
    const all: ArrivedPart[] = [];
    const end = new AbortController();
    await from.receive(async (one) => {
      all.push(one);
      if (all.length === count) end.abort();
      await take(one);
    }, end.signal);
    return all;
  }

  beforeAll(async () => {
    server = await startNats(1, { user: 'outcry', password: 's3cret/@' });
  });
  beforeEach(() => {
    salt++;
    queue = open();
  });
  afterAll(async () => {
    await Promise.all(opened.map((one) => one.close()));
    await server.close();
  });

  it('hands over what was sent: each partition in its order, each part once it is taken never again', async () => {
    await queue.send([part(3, 0, ['a', 'b']), part(5, 0, ['c'])]);
    await queue.send([part(3, 1, ['d'])]);
    expect(await queue.state()).toMatchObject({ fault: null, waiting: 3 });
    const arrived = await taken(queue, 3);
    const inThree = arrived.filter(({ partition }) => partition === 3);
    expect(inThree.map(idsOf)).toEqual([['a', 'b'], ['d']]);
    expect(inThree[0]!.part).toEqual(part(3, 0, ['a', 'b']));
    await vi.waitFor(async () => expect(await queue.state()).toMatchObject({ waiting: 0, oldestAt: null }));
  });

  it('keeps what is sent twice once', async () => {
    await queue.send([part(1, 0)]);
    await open().send([part(1, 0)]);
    expect(await queue.state()).toMatchObject({ waiting: 1 });
    await queue.send([part(1, 1, ['p0'])]);
    expect(await queue.state()).toMatchObject({ waiting: 2 });
  });

  it('hands over again what was refused, before what lies behind it, and counts how often', async () => {
    await queue.send([part(2, 0), part(2, 1)]);
    const arrived = await taken(queue, 3, async ({ part: one, deliveries }) => {
      if ('page' in one && one.page === 0 && deliveries === 1) throw new Error('not now');
    });
    expect(arrived.map((one) => [...idsOf(one), one.deliveries])).toEqual([
      ['p0', 1],
      ['p0', 2],
      ['p1', 1],
    ]);
  });

  it('is shared by several workers, of which one at a time has a partition', async () => {
    await queue.send(Array.from({ length: 40 }, (_, page) => part(page % 4, page)));
    const busy = new Set<number>();
    const end = new AbortController();
    const seen: number[] = [];
    const workers = [queue, open()].map((one) =>
      one.receive(async ({ partition, part: arrived }) => {
        expect(busy.has(partition)).toBe(false);
        busy.add(partition);
        await new Promise(setImmediate);
        busy.delete(partition);
        seen.push('page' in arrived ? arrived.page : -1);
        if (seen.length === 40) end.abort();
      }, end.signal),
    );
    await Promise.all(workers);
    for (const partition of [0, 1, 2, 3]) {
      const pages = seen.filter((page) => page % 4 === partition);
      expect(pages).toEqual([...pages].sort((a, b) => a - b));
    }
    expect(new Set(seen).size).toBe(40);
  });

  it('hands over what nobody can read as it came, and divides what is larger than a message may be', async () => {
    const large = Array.from({ length: 300 }, (_, n) => `${n}`);
    await queue.send([{ ...part(4, 0, large), posts: large.map((id) => postOf(id, 0, { text: 'x'.repeat(5_000) })) }]);
    const connection = await connect({ ...readStreamAddress(server.address) });
    connection.publish(streamNames(`salt ${salt}`).subject(4), '{"posts": "none"}');
    await connection.flush();
    const { waiting } = await queue.state();
    expect(waiting).toBeGreaterThan(3);
    const arrived = await taken(queue, waiting);
    expect(arrived.flatMap(idsOf)).toEqual(large);
    // The last piece alone ends the part.
    const pieces = arrived.slice(0, -1).map(({ part: one }) => 'more' in one && one.more);
    expect(pieces).toEqual([...Array.from({ length: waiting - 2 }, () => true), false]);
    expect(arrived.at(-1)!.part).toEqual({ unreadable: expect.stringContaining('source') });
    await connection.close();
  });

  it('takes nothing beyond its limit, says so before, and loses nothing', async () => {
    await queue.send([part(0, 0)]);
    const connection = await connect({ ...readStreamAddress(server.address) });
    const manager = await jetstreamManager(connection);
    const { stream } = streamNames(`salt ${salt}`);
    const small = async (bytes: number) => void (await manager.streams.update(stream, { max_bytes: bytes }));
    const { bytes } = await queue.state();
    await small(bytes + 10);
    await expect(queue.ready()).rejects.toMatchObject({ name: 'PageQueueError', kind: 'full' });
    await expect(queue.send([part(0, 1)])).rejects.toMatchObject({ kind: 'full' });
    expect((await taken(queue, 1)).map(idsOf)).toEqual([['p0']]);
    await vi.waitFor(() => queue.ready());
    await queue.send([part(0, 1)]);
    expect((await taken(queue, 1)).map(idsOf)).toEqual([['p1']]);
    await connection.close();
  });

  it('makes its stream anew once that was removed', async () => {
    await queue.send([part(0, 0)]);
    const connection = await connect({ ...readStreamAddress(server.address) });
    const manager = await jetstreamManager(connection);
    await manager.streams.delete(streamNames(`salt ${salt}`).stream);
    await queue.send([part(0, 1)]);
    expect((await taken(queue, 1)).map(idsOf)).toEqual([['p1']]);
    await connection.close();
  });

  it('says that it can’t be used, without what is secret in its address, and can be again', async () => {
    const wrong = open(server.address.replace('s3cret', 'guessed'));
    await expect(wrong.ready()).rejects.toMatchObject({ kind: 'unavailable' });
    const { fault } = await wrong.state();
    expect(fault).toMatch(/^the stream can't be used: /);
    expect(fault).not.toMatch(/guessed|outcry/);
    await queue.ready();
    await server.kill('n1');
    await expect(queue.ready()).rejects.toMatchObject({ kind: 'unavailable' });
    expect(await queue.state()).toMatchObject({ waiting: 0, fault: expect.stringMatching(/^the stream can't/) });
    server.start('n1');
    await vi.waitFor(() => queue.ready(), 15_000);
    const sent = queue.send([part(0, 7)]);
    expect((await taken(queue, 1)).map(idsOf)).toEqual([['p7']]);
    await sent;
  }, 30_000);
});
