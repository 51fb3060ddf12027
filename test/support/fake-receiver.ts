import { messageWords } from '../../src/core/incident/message.ts';
import type { Incident, IncidentState, Transition } from '../../src/core/words/incident.ts';
import type { ChannelMessage } from '../../src/ports/channel.ts';
import { testIncident } from '../http/seed.ts';
import { brandPack } from './fake-service.ts';
import type { ServiceReply, ServiceRequest } from './service-server.ts';

/** What a fixture folder tells the contract test about its receiver; `receiver.ts` exports it as `receiver`. */
export interface FakeReceiver {
  /** Settings under which the channel sends to the local server. */
  settings(url: string): Record<string, unknown>;
  /** Text out of the settings that must not be told in an error. */
  secret: string;
  /** What in a request breaks the published contract; empty when nothing does. `now` is the receiver's clock. */
  faults(request: ServiceRequest, now: number): string[];
  /** Answer to a message that was taken. */
  taken: ServiceReply;
  /** By what the receiver knows a repetition; null when it can't, so that a repetition must not be sent. */
  identity: ((request: ServiceRequest) => unknown) | null;
  /** True when the receiver acts on the status alone, so that any 2xx is a yes. */
  anySuccess: boolean;
}

export function testTransition(changes: Partial<Incident> = {}, from: IncidentState | null = 'probable'): Transition {
  const incident = testIncident(changes);
  const { id, revision, updatedAt, state } = incident;
  return { incidentId: id, revision, at: updatedAt, from, to: state, incident };
}

export function testMessage(channel: string, transition: Transition): ChannelMessage {
  const link = `https://outcry.example.org/#/incident/${transition.incidentId}`;
  return {
    idempotencyKey: `${transition.incidentId}:${transition.revision}:${channel}`,
    transition,
    words: messageWords(transition, brandPack({ id: 'walmart', name: 'Walmart' }), { link }),
    link,
  };
}

/** Text as JSON, or null. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
