import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, isInstalled, startProgram } from './local-program.ts';

/** A metric that had values at instants in the past (epoch ms). */
export interface PastSeries {
  name: string;
  labels?: Record<string, string>;
  samples: { at: number; value: number }[];
}

export interface PrometheusServer {
  url: string;
  stop(): Promise<void>;
  /** On the same address, with the same data. */
  restart(): Promise<void>;
  /** Stops it and removes its data. */
  close(): Promise<void>;
}

export const hasPrometheus = isInstalled('prometheus') && isInstalled('promtool');

/** A real Prometheus (Debian package) that already knows a past, on loopback. */
export async function startPrometheus(past: PastSeries[]): Promise<PrometheusServer> {
  const folder = mkdtempSync(join(tmpdir(), 'outcry-prometheus-'));
  const data = join(folder, 'data');
  writeFileSync(join(folder, 'prometheus.yml'), 'global:\n  scrape_interval: 1h\n');
  writeFileSync(join(folder, 'past.txt'), openMetrics(past));
  execFileSync('promtool', ['tsdb', 'create-blocks-from', 'openmetrics', join(folder, 'past.txt'), data], {
    stdio: 'ignore',
  });
  const address = `127.0.0.1:${await freePort()}`;
  const args = [
    ...[`--config.file=${join(folder, 'prometheus.yml')}`, `--storage.tsdb.path=${data}`],
    ...[`--web.listen-address=${address}`, '--storage.tsdb.retention.time=10y'],
  ];
  const start = () => startProgram('prometheus', args, /ready to receive web requests/);
  let program = await start();
  return {
    url: `http://${address}`,
    stop: () => program.stop(),
    restart: async () => {
      program = await start();
    },
    close: async () => {
      await program.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

function openMetrics(series: PastSeries[]): string {
  const lines = series.flatMap(({ name, labels = {}, samples }) => {
    const pairs = Object.entries(labels).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
    return samples.map(({ at, value }) => `${name}{${pairs.join(',')}} ${value} ${at / 1_000}`);
  });
  const types = [...new Set(series.map(({ name }) => `# TYPE ${name} gauge`))];
  return `${[...types, ...lines].join('\n')}\n# EOF\n`;
}
