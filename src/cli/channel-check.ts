import type { Fetcher } from '../adapters/net/fetcher.ts';
import { type ChannelCheck, type Checking, remedies } from '../commands/try-channel.ts';
import { ChannelError } from '../ports/channel.ts';
import { SourceError } from '../ports/source.ts';

/**
 * Asks the address's host without its path, which is often the secret: whatever HTTP answer comes, the host can be
 * reached, and nothing was sent to anybody.
 */
export async function checkChannel(
  address: string,
  { id, kind, clock, signal, fetcher }: Checking & { fetcher: Fetcher },
): Promise<ChannelCheck> {
  const startedAt = clock.now();
  const { origin, host } = new URL(address);
  const told = (state: ChannelCheck['state'], message: string) => ({
    ...{ id, kind, state, message },
    latencyMs: Math.round(clock.now() - startedAt),
  });
  let allowed = false;
  try {
    fetcher.guard.check(new URL(origin));
    allowed = true;
    await fetcher.fetch({ url: origin, signal });
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    if (!allowed || !wasAnswered(error)) return told('failing', error.message);
  }
  return told('ok', `${host} can be reached; nothing was sent`);
}

/** Faults of a reply have no cause beneath them; those of a connection, and of names that lead inside, have. */
function wasAnswered({ kind, cause }: SourceError): boolean {
  return cause === undefined && kind !== 'aborted';
}

/** Asks the receiver in its own tongue, where the channel can. */
export async function probeChannel(
  probe: (signal: AbortSignal) => Promise<void>,
  { id, kind, clock, signal }: Checking,
): Promise<ChannelCheck> {
  const startedAt = clock.now();
  const fault = await probe(signal).then(
    () => null,
    (error: unknown) => error,
  );
  if (fault !== null && !(fault instanceof ChannelError)) throw fault;
  const latencyMs = Math.round(clock.now() - startedAt);
  if (fault) return { id, kind, state: 'failing', latencyMs, message: `${fault.message}: ${remedies[fault.kind]}` };
  return { id, kind, state: 'ok', latencyMs, message: 'the receiver answers; nothing was sent' };
}

/** One line of the table. */
export function checkLine({ id, kind, state, latencyMs, message }: ChannelCheck): string {
  return `${id.padEnd(20)}${kind.padEnd(14)}${state.padEnd(9)}${`${latencyMs} ms`.padStart(9)}  ${message}`;
}
