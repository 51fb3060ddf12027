import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { SourceEntry } from '../../src/adapters/sources/entry.ts';
import { sourceKinds } from '../../src/adapters/sources/registry.ts';
import type { FakeService } from './fake-service.ts';
import { type ServiceReply, type ServiceRequest, startService } from './service-server.ts';
import { type SourceUnderTest, sourceUnderTest } from './source-under-test.ts';

export const sourceFixtures = resolve(import.meta.dirname, '../fixtures/sources');

/** The fake service of each kind of source that has one. */
export async function loadServices(): Promise<Map<string, FakeService>> {
  const services = new Map<string, FakeService>();
  for (const { kind } of sourceKinds) {
    const file = join(sourceFixtures, kind, 'service.ts');
    if (existsSync(file)) services.set(kind, ((await import(file)) as { service: FakeService }).service);
  }
  return services;
}

/** What the service would say by itself; undefined for a web socket that it would accept. */
export type Honest = () => ServiceReply | null | undefined;

export interface Stage {
  /** What the service holds now; may be changed between two pages. */
  held: unknown[];
  /** Answers in the service's place, where set. */
  fault: ((honest: Honest) => ServiceReply | null | undefined) | null;
  requests: () => number;
  /** Writes what is held into the file, where the service is one. */
  rewrite(): void;
  fresh(options?: { timeoutMs: number }): SourceUnderTest;
}

/** A fake service on loopback (or in a file) and sources that ask it; what is started is pushed to `open`. */
export async function stageFor(
  entry: SourceEntry,
  service: FakeService,
  { held, open }: { held: unknown[]; open: (() => Promise<void>)[] },
): Promise<Stage> {
  const stage: Stage = { held, fault: null, requests: () => 0, rewrite: () => {}, fresh: () => never() };
  const url = service.transport === 'file' ? fileOf(service, stage, open) : await served(service, stage, open);
  if (service.transport === 'file') stage.rewrite = () => writeFileSync(url, service.file!(stage.held));
  stage.fresh = (options) => {
    stage.rewrite();
    const made = sourceUnderTest(entry, service, url, options);
    open.push(made.close);
    return made;
  };
  return stage;
}

function fileOf(service: FakeService, stage: Stage, open: (() => Promise<void>)[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'outcry-source-'));
  open.push(async () => rmSync(folder, { recursive: true }));
  const path = join(folder, 'held.ndjson');
  writeFileSync(path, service.file!(stage.held));
  return path;
}

async function served(service: FakeService, stage: Stage, open: (() => Promise<void>)[]): Promise<string> {
  const respond = (request: ServiceRequest) => {
    const honest = () => service.respond?.(stage.held, request) ?? { status: 404 };
    return (stage.fault ? stage.fault(honest) : honest()) as ServiceReply | null;
  };
  const server = await startService(respond, { https: service.transport === 'https' });
  service.attach?.(
    server.server,
    () => stage.held,
    () => stage.fault?.(() => undefined),
  );
  stage.requests = () => server.requests.length;
  open.push(server.close);
  return server.url;
}

function never(): never {
  throw new Error('the stage is not set');
}
