import { z } from 'zod';
import { compileSpeakers, type Speaker } from '../../core/classify/own-accounts.ts';
import { SourceError, type SourceNotice } from '../../ports/source.ts';
import { accountsOn } from './brand-words.ts';
import type { SourceContext } from './entry.ts';
import { readReply } from './items.ts';

/** A handle may be given to another account, which is rare. */
const keptMs = 12 * 3_600_000;
const againMs = 5 * 60_000;

/** Faults of the host that is asked: the next handle would meet the same. */
const faultsOfHost = new Set(['timeout', 'unreachable', 'unavailable', 'rate-limited', 'unauthorized', 'forbidden']);

const identity = z.object({ did: z.string().regex(/^did:[a-z]+:\S+$/) });

/** The brands' own accounts as the stream names them: by did. */
export interface OwnDids {
  speakerOf(did: string): Speaker;
  /** Looks up the handles of the packs that are due. One that can't be looked up keeps the did that it had. */
  refresh(signal: AbortSignal): Promise<void>;
  /** Handles that couldn't be looked up, each with the reason. */
  notices(): SourceNotice[];
}

/** Packs name handles, which people can read and check; whose each is, is asked of `resolver`, as the network itself does. */
export function createOwnDids(resolver: string, { brands, fetcher, clock }: SourceContext): OwnDids {
  const speakerOf = compileSpeakers(brands);
  const handles = accountsOn('bluesky', brands);
  const didOf = new Map<string, string>();
  const dueAt = new Map<string, number>();
  const unknown = new Map<string, string>();

  async function resolve(handle: string, signal: AbortSignal): Promise<string> {
    const url = new URL('/xrpc/com.atproto.identity.resolveHandle', resolver);
    url.searchParams.set('handle', handle);
    const reply = await fetcher.fetch({ url, signal });
    return readReply(reply.text, identity, url.host).did;
  }

  async function lookUp(handle: string, signal: AbortSignal): Promise<SourceError | null> {
    try {
      didOf.set(handle, await resolve(handle, signal));
      return null;
    } catch (error) {
      if (!(error instanceof SourceError) || error.kind === 'aborted') throw error;
      return error;
    }
  }

  return {
    speakerOf: (did) => speakerOf(did, ...handles.filter((handle) => didOf.get(handle) === did)),
    async refresh(signal) {
      let down: SourceError | null = null;
      for (const handle of handles.filter((one) => (dueAt.get(one) ?? 0) <= clock.now())) {
        const fault: SourceError | null = down ?? (await lookUp(handle, signal));
        if (fault && faultsOfHost.has(fault.kind)) down = fault;
        dueAt.set(handle, fault ? (fault.retryAt ?? clock.now() + againMs) : clock.now() + keptMs);
        if (fault) unknown.set(handle, fault.message);
        else unknown.delete(handle);
      }
    },
    notices: () =>
      [...unknown].map(([where, message]) => ({
        kind: 'sampled',
        where,
        message: `${didOf.has(where) ? 'the account is known by an earlier answer' : 'its posts aren’t known to be the brand’s'}: ${message}`,
      })),
  };
}
