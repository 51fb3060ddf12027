import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { freePort, isInstalled } from './local-program.ts';

export const hasNats = isInstalled('nats-server');

export interface NatsCluster {
  /** As `OUTCRY_STREAM` takes it. */
  address: string;
  names: string[];
  /** Ends one as a power cut would. */
  kill(name: string): Promise<void>;
  start(name: string): void;
  close(): Promise<void>;
}

/** Real servers (Debian package nats-server) with JetStream on loopback: one, or a cluster of three. Resolves when streams can be made. */
export async function startNats(
  count: 1 | 3,
  options: { user?: string; password?: string } = {},
): Promise<NatsCluster> {
  const folder = mkdtempSync(join(tmpdir(), 'outcry-nats-'));
  const names = Array.from({ length: count }, (_, n) => `n${n + 1}`);
  const ports = await Promise.all(names.map(freePort));
  const routePorts = await Promise.all(names.map(freePort));
  const running = new Map<string, ChildProcess>();
  const { user, password } = options;
  const start = (name: string) => {
    const n = names.indexOf(name);
    const args = ['-n', name, '-a', '127.0.0.1', '-p', String(ports[n]), '-js', '-sd', join(folder, name)];
    if (user && password) args.push('--user', user, '--pass', password);
    if (count === 3) {
      const routes = routePorts.filter((_, other) => other !== n).map((port) => `nats://127.0.0.1:${port}`);
      args.push(
        '--cluster_name',
        'test',
        '--cluster',
        `nats://127.0.0.1:${routePorts[n]}`,
        '--routes',
        routes.join(','),
      );
    }
    running.set(name, spawn('nats-server', args, { stdio: 'ignore' }));
  };
  const kill = async (name: string) => {
    const child = running.get(name);
    running.delete(name);
    if (!child || child.exitCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
  for (const name of names) start(name);
  const close = async () => {
    await Promise.all(names.map(kill));
    rmSync(folder, { recursive: true, force: true });
  };
  const servers = ports.map((port) => `127.0.0.1:${port}`);
  try {
    await takesStreams({ servers, ...(user && { user, pass: password }) }, count);
  } catch (error) {
    await close();
    throw error;
  }
  const secret = user ? `${user}:${encodeURIComponent(password!)}@` : '';
  return { address: servers.map((one) => `nats://${secret}${one}`).join(','), names, kill, start, close };
}

async function takesStreams(options: { servers: string[]; user?: string; pass?: string }, replicas: number) {
  const until = performance.now() + 30_000;
  while (true) {
    try {
      const connection = await connect({ ...options, timeout: 1_000 });
      try {
        const manager = await jetstreamManager(connection, { timeout: 2_000 });
        await manager.streams.add({ name: 'PROBE', subjects: ['probe'], num_replicas: replicas });
        await manager.streams.delete('PROBE');
        return;
      } finally {
        await connection.close();
      }
    } catch (error) {
      if (performance.now() > until) throw error;
      await pause(100);
    }
  }
}
