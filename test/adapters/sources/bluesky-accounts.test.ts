import { afterEach, describe, expect, it } from 'vitest';
import { bluesky } from '../../../src/adapters/sources/bluesky.ts';
import { createOwnDids } from '../../../src/adapters/sources/bluesky-accounts.ts';
import { type Item, service } from '../../fixtures/sources/bluesky/service.ts';
import { brandPack, type FakeService } from '../../support/fake-service.ts';
import { type Respond, type ServiceServer, startService } from '../../support/service-server.ts';
import { stageFor } from '../../support/service-stage.ts';
import { keyOf, sourceUnderTest } from '../../support/source-under-test.ts';

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

const signal = new AbortController().signal;
const handle = 'northwind.example';
const text = 'We are aware of an issue and are working on it';
const own = { fromBrand: true, speaksFor: ['northwind'] };
const hourMs = 3_600_000;

/** Answers as the public service does. */
const knowing =
  (didOf: Record<string, string>): Respond =>
  ({ url }) => {
    const did = didOf[url.searchParams.get('handle') ?? ''];
    if (url.pathname !== '/xrpc/com.atproto.identity.resolveHandle') return { status: 404 };
    return did === undefined
      ? { status: 400, body: { error: 'InvalidRequest', message: 'Unable to resolve handle' } }
      : { body: { did } };
  };

async function resolver(respond: Respond): Promise<ServiceServer> {
  const server = await startService(respond);
  open.push(server.close);
  return server;
}

async function accounts(respond: Respond, supportAccounts = [handle, 'did:plc:named', 'northwindhelp']) {
  const server = await resolver(respond);
  const { fetcher, clock, close } = sourceUnderTest(bluesky, service, server.url);
  open.push(close);
  const brands = [brandPack({ supportAccounts })];
  const dids = createOwnDids(server.url, { id: 'bluesky', brands, fetcher, clock, random: () => 0.5, keyOf });
  return { dids, server, clock };
}

describe('the brands’ own accounts on Bluesky', () => {
  it('are looked up before the stream begins, and kept whatever they write', async () => {
    const { url } = await resolver(
      knowing({ [handle]: 'did:plc:shopper1', 'northwind.evil.example': 'did:plc:shopper2' }),
    );
    const [template] = service.items.map(({ body }) => body as Item);
    const said: Item[] = [1, 2].map((index) => ({
      ...{ ...template!, seq: template!.seq + index, did: `did:plc:shopper${index}` },
      record: { ...(template!.record as object), text },
    }));
    const asking: FakeService = {
      ...{ ...service, brands: [brandPack({ supportAccounts: [handle] })] },
      settings: (endpoint) => ({ ...service.settings(endpoint), resolver: url }),
    };
    const stage = await stageFor(bluesky, asking, { held: said, open });
    const { posts, notices } = await stage.fresh().source.fetchSince(null, signal);
    expect(posts).toMatchObject([{ ...own, text, author: 'did:plc:shopper1' }]);
    expect(notices).toBeUndefined();
  });

  it('are known by the did of their handle, or by a did that a pack names', async () => {
    const { dids, server } = await accounts(knowing({ [handle]: 'did:plc:found' }));
    await dids.refresh(signal);
    expect(dids.speakerOf('did:plc:found')).toEqual(own);
    expect(dids.speakerOf('did:plc:named')).toEqual(own);
    expect(dids.speakerOf('did:plc:stranger')).toEqual({});
    expect(dids.notices()).toEqual([]);
    expect(server.requests.map(({ url }) => url.searchParams.get('handle'))).toEqual([handle]);
  });

  it('are asked for seldom, and follow their handle', async () => {
    const didOf = { [handle]: 'did:plc:before' };
    const { dids, server, clock } = await accounts(knowing(didOf));
    await dids.refresh(signal);
    clock.at += 11 * hourMs;
    await dids.refresh(signal);
    expect(server.requests).toHaveLength(1);
    didOf[handle] = 'did:plc:after';
    clock.at += hourMs;
    await dids.refresh(signal);
    expect([dids.speakerOf('did:plc:before'), dids.speakerOf('did:plc:after')]).toEqual([{}, own]);
  });

  it('are told of where a handle leads to nobody, and asked for again', async () => {
    const didOf: Record<string, string> = { 'other.example': 'did:plc:other' };
    const { dids, clock } = await accounts(knowing(didOf), [handle, 'other.example']);
    await dids.refresh(signal);
    expect(dids.notices()).toMatchObject([{ kind: 'sampled', where: handle, message: expect.stringContaining('400') }]);
    expect(dids.speakerOf('did:plc:other')).toEqual(own);
    didOf[handle] = 'did:plc:found';
    clock.at += hourMs / 12;
    await dids.refresh(signal);
    expect([dids.notices(), dids.speakerOf('did:plc:found')]).toEqual([[], own]);
  });

  it('stay known while the service that tells is down, which is asked once for all of them', async () => {
    let down = false;
    const didOf = { [handle]: 'did:plc:found', 'other.example': 'did:plc:other' };
    const { dids, server, clock } = await accounts(
      (request) => (down ? { status: 503 } : knowing(didOf)(request)),
      [handle, 'other.example', 'third.example'],
    );
    await dids.refresh(signal);
    down = true;
    clock.at += 12 * hourMs;
    const before = server.requests.length;
    await dids.refresh(signal);
    expect(server.requests.length - before).toBe(1);
    expect([dids.speakerOf('did:plc:found'), dids.speakerOf('did:plc:other')]).toEqual([own, own]);
    const told = Object.fromEntries(dids.notices().map(({ where, message }) => [where, message]));
    expect(told).toEqual({
      [handle]: expect.stringContaining('an earlier answer'),
      'other.example': expect.stringContaining('an earlier answer'),
      'third.example': expect.stringContaining('aren’t known'),
    });
  });

  it('don’t keep the stream from being read when they can’t be looked up', async () => {
    const { url } = await resolver(() => ({ body: { did: 'nobody' } }));
    const asking: FakeService = {
      ...{ ...service, brands: [brandPack({ supportAccounts: [handle] })] },
      settings: (endpoint) => ({ ...service.settings(endpoint), resolver: url }),
    };
    const stage = await stageFor(bluesky, asking, { held: service.items.map(({ body }) => body), open });
    const page = await stage.fresh().source.fetchSince(null, signal);
    expect(page.posts.length).toBeGreaterThan(0);
    expect(page.notices).toMatchObject([{ kind: 'sampled', where: handle }]);
  });
});
