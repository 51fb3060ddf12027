import { alertmanager } from './alertmanager.ts';
import { email } from './email.ts';
import type { ChannelEntry } from './entry.ts';
import { pagerduty } from './pagerduty.ts';
import { slack } from './slack.ts';
import { teams } from './teams.ts';
import { webhook } from './webhook.ts';

/** Every kind of channel. A new one is its file, a line here and a fixture folder; the contract test finds it. */
export const channelKinds: readonly ChannelEntry[] = [alertmanager, email, pagerduty, slack, teams, webhook];
