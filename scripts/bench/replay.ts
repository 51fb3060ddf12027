/**
 * Replays a two-week archive of about 200,000 posts through the command line, twice, and prints wall time, CPU time, peak
 * memory and whether both runs gave the same bytes. Run after a build: node scripts/run.mjs bench/replay [--plan big] [--once]
 * On a busy machine wall time says little; CPU time holds.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const root = join(import.meta.dirname, '../..');
const goals = { wallS: 90, peakMb: 1_000 };
const { values } = parseArgs({
  options: {
    plan: { type: 'string', default: 'big' },
    brand: { type: 'string', default: 'brightcart' },
    in: { type: 'string' },
    once: { type: 'boolean', default: false },
  },
});

interface Usage {
  userCPUTime: number;
  systemCPUTime: number;
  /** KiB. */
  maxRSS: number;
}

/** Written to descriptor 3 at the end of a child: what it used is known to itself alone. */
const reportUsage = `import { writeSync } from 'node:fs';
process.on('exit', () => writeSync(3, JSON.stringify(process.resourceUsage())));`;

async function run(args: string[]): Promise<{ usage: Usage; wallS: number }> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit', 'pipe'] });
  let text = '';
  child.stdio[3]!.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}`);
  return { usage: JSON.parse(text || '{}') as Usage, wallS: (performance.now() - startedAt) / 1000 };
}

const folder = mkdtempSync(join(tmpdir(), 'outcry-bench-'));
try {
  const archive = values.in ?? join(folder, 'archive.ndjson');
  const watched = ['--import', `data:text/javascript,${encodeURIComponent(reportUsage)}`];
  if (!existsSync(archive)) await run([...watched, 'scripts/run.mjs', 'make-scenario', values.plan, '--out', archive]);
  const hashes = new Set<string>();
  for (let n = 1; n <= (values.once ? 1 : 2); n++) {
    const out = join(folder, `transitions-${n}.ndjson`);
    const load = loadavg()[0]!.toFixed(1);
    const command = ['dist/cli/outcry.js', 'replay', '--brand', values.brand, '--in', archive, '--out', out];
    const { usage, wallS } = await run([...watched, ...command]);
    const cpuS = (usage.userCPUTime + usage.systemCPUTime) / 1e6;
    const peakMb = usage.maxRSS / 1024;
    const bytes = readFileSync(out);
    hashes.add(createHash('sha256').update(bytes).digest('hex'));
    console.log(
      `run ${n}: ${wallS.toFixed(1)} s wall (goal ${goals.wallS}, load average ${load}), ${cpuS.toFixed(1)} s CPU, peak ${peakMb.toFixed(0)} MB (goal ${goals.peakMb}), ${bytes.toString().split('\n').length - 1} transitions`,
    );
  }
  if (!values.once) console.log(hashes.size === 1 ? 'both runs gave the same bytes' : 'THE RUNS DIFFER');
  if (hashes.size > 1) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
