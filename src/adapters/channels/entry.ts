import type { z } from 'zod';
import type { Channel } from '../../ports/channel.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Fetcher } from '../net/fetcher.ts';

/** What every channel is given besides its settings. */
export interface ChannelContext {
  /** Id of the configured instance. */
  id: string;
  fetcher: Fetcher;
  clock: Clock;
}

/** A kind of channel as registered. */
export interface ChannelEntry<Settings extends z.ZodObject = z.ZodObject> {
  kind: string;
  /** One sentence for people who configure it. */
  description: string;
  /** Every field has a default unless the channel can't know it, and a sentence. Secrets carry `meta({ secret: true })`. */
  settings: Settings;
  /** Where messages go, for asking whether it can be reached. */
  address(settings: z.output<Settings>): string;
  create(settings: z.output<Settings>, context: ChannelContext): Channel;
}

/** Keeps the settings' type for `create`, and lets the registry hold entries of different settings. */
export function channelEntry<Settings extends z.ZodObject>(entry: ChannelEntry<Settings>): ChannelEntry {
  return entry as unknown as ChannelEntry;
}
