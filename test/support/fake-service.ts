import type { Server } from 'node:http';
import type { BrandPack } from '../../src/core/words/brand.ts';
import type { Respond, ServiceReply, ServiceRequest } from './service-server.ts';

/** The instant at which every contract test takes place. */
export const testNow = Date.parse('2026-03-10T12:00:00Z');

export interface FakeItem {
  /** Native id that the post must carry. */
  nativeId: string;
  /** As the service would send it. */
  body: unknown;
}

/** What a fixture folder tells the contract test about its service; `service.ts` exports it as `service`. */
export interface FakeService {
  transport: 'http' | 'https' | 'ws' | 'file';
  /** Settings under which the source asks the local server, with pages small enough for several. `url` is the server's address, or the file's path. */
  settings(url: string): Record<string, unknown>;
  brands: BrandPack[];
  /** Seven items or more, oldest first, all of them to be taken. */
  items: FakeItem[];
  /** An item that can't be read, as the service might send it. */
  malformed: unknown;
  /** False when all there is comes in one reply. */
  paged: boolean;
  /** Answers as the service would, holding these items (oldest first). */
  respond?(held: readonly unknown[], request: ServiceRequest): ServiceReply | null;
  /** Web socket services attach themselves to the server; `held` is read at each connection, and a fault answers the handshake. */
  attach?(server: Server, held: () => readonly unknown[], fault: () => ServiceReply | null | undefined): void;
  /** Writes the items as a file's text. */
  file?(held: readonly unknown[]): string;
  /** Headers with which the service limits until an instant. */
  limitHeaders?(untilAt: number): Record<string, string>;
}

export type { Respond };

/** A brand pack with what a test needs and nothing else. */
export function brandPack(fields: Partial<BrandPack> = {}): BrandPack {
  return {
    id: 'northwind',
    name: 'Northwind',
    role: 'brand',
    industry: 'retail',
    words: ['northwind'],
    handles: ['northwindhelp'],
    ambiguous: [],
    context: [],
    not: [],
    supportAccounts: ['northwindhelp'],
    statusPage: null,
    surfaces: [],
    symptoms: [],
    peers: [],
    dependencies: [],
    mentionsPerDay: 100,
    timeZone: 'America/New_York',
    appStore: {},
    queries: {},
    ...fields,
  };
}
