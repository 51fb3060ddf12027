import { trialMessages } from '../core/incident/trial-message.ts';
import { type Channel, ChannelError, type ChannelErrorKind } from '../ports/channel.ts';
import type { Clock } from '../ports/clock.ts';
import { writeAudit } from '../store/audit.ts';
import type { Acting } from './acting.ts';

export interface ChannelCheck {
  id: string;
  kind: string;
  state: 'ok' | 'failing';
  latencyMs: number;
  /** What is wrong and what to do; what was done when all is well. */
  message: string;
}

export interface Checking {
  id: string;
  kind: string;
  clock: Clock;
  signal: AbortSignal;
}

/** What to do about a fault. */
export const remedies: Record<ChannelErrorKind, string> = {
  rejected: 'correct the address or the secret',
  misconfigured: 'correct the setting',
  'rate-limited': 'wait, then try again',
  unavailable: 'check the network, the firewall and the service',
  timeout: 'check the network and the service',
  aborted: 'run it again',
};

/** Sends the opening and the closing message of a trial. */
export async function tryChannel(
  channel: Pick<Channel, 'send'>,
  { id, kind, clock, signal, link }: Checking & { link: string },
): Promise<ChannelCheck> {
  const startedAt = clock.now();
  const told = (state: ChannelCheck['state'], message: string) => ({
    ...{ id, kind, state, message },
    latencyMs: Math.round(clock.now() - startedAt),
  });
  try {
    for (const { transition, words } of trialMessages(startedAt, link)) {
      const idempotencyKey = `${transition.incidentId}:${transition.revision}:${id}`;
      await channel.send({ idempotencyKey, transition, words, link }, signal);
    }
  } catch (error) {
    if (!(error instanceof ChannelError)) throw error;
    return told('failing', `${error.message} (${error.kind}): ${remedies[error.kind]}`);
  }
  return told('ok', 'both trial messages were taken');
}

/** The same on somebody's behalf: who tried it is kept. */
export async function tryChannelFor(
  { database, clock, actor }: Acting,
  channel: Pick<Channel, 'id' | 'kind' | 'send'>,
  { link, signal }: { link: string; signal: AbortSignal },
): Promise<ChannelCheck> {
  const { id, kind } = channel;
  const trial = await tryChannel(channel, { id, kind, clock, signal, link });
  const detail = { channel: id, state: trial.state };
  await writeAudit(database, { at: clock.now(), actor, action: 'channel-tried', detail });
  return trial;
}
