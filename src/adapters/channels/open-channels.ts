import { z } from 'zod';
import { type Channel, ChannelError } from '../../ports/channel.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Fetcher } from '../net/fetcher.ts';
import { channelKinds } from './registry.ts';

/** A channel as it is wanted. */
export interface ChannelWish {
  id: string;
  kind: string;
  settings: Record<string, unknown>;
  /** Its own plan of digests, if it has one. */
  digest?: unknown;
}

export interface OpenedChannel {
  channel: Channel;
  /** Where messages go. */
  address: string;
}

/** Opens one channel. Throws ChannelError `misconfigured` that names channel, setting and remedy. */
export function openChannel(wish: ChannelWish, context: { fetcher: Fetcher; clock: Clock }): OpenedChannel {
  const { id, kind } = wish;
  const entry = channelKinds.find((one) => one.kind === kind);
  if (!entry) {
    const known = channelKinds.map((one) => one.kind).join(', ');
    throw new ChannelError('misconfigured', `channel ${id}: there is no kind "${kind}"; there are ${known}`);
  }
  const settings = entry.settings.safeParse(wish.settings);
  if (!settings.success) throw new ChannelError('misconfigured', `channel ${id}: ${z.prettifyError(settings.error)}`);
  const channel = entry.create(settings.data, { id, ...context });
  if (wish.digest && !channel.tell)
    throw new ChannelError('misconfigured', `channel ${id}: ${kind} takes alerts alone; leave its "digest" out`);
  return { channel, address: entry.address(settings.data) };
}
