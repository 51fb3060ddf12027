import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createMetrics } from '../../src/observability/metrics.ts';
import { isInstalled } from '../support/local-program.ts';

const folder = resolve(import.meta.dirname, '../../data/observability');
const rules = readFileSync(join(folder, 'outcry-alerts.yml'), 'utf8');
const ruleTests = readFileSync(join(folder, 'outcry-alerts-test.yml'), 'utf8');
const dashboard = JSON.parse(readFileSync(join(folder, 'outcry-dashboard.json'), 'utf8')) as Dashboard;
const hasPromtool = isInstalled('promtool');

interface Dashboard {
  uid: string;
  panels: { id: number; title: string; type: string; gridPos: Record<string, number>; targets?: { expr: string }[] }[];
  templating: { list: { name: string; query: string }[] };
}

/** Labels by metric, also under the names that a histogram has in queries; the scrape adds its own. */
async function exported(): Promise<Map<string, Set<string>>> {
  const scraped = ['job', 'instance'];
  const known = new Map<string, Set<string>>();
  for (const metric of await createMetrics().registry.getMetricsAsJSON()) {
    const own = (metric as unknown as { name: string; type: string }).type;
    const text = await createMetrics().registry.getSingleMetric(metric.name);
    const names = (text as unknown as { labelNames: string[] }).labelNames;
    const labels = new Set([...names, ...scraped]);
    known.set(metric.name, labels);
    if (own !== 'histogram') continue;
    for (const part of ['_sum', '_count']) known.set(metric.name + part, labels);
    known.set(`${metric.name}_bucket`, new Set([...labels, 'le']));
  }
  return known;
}

const expressions = dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
const metricNames = (text: string) => [...text.matchAll(/\boutcry_[a-z0-9_]+/g)].map(([name]) => name);

describe('the dashboard and the alert rules', () => {
  it('name only metrics that are exported, and most of those', async () => {
    const known = await exported();
    const named = new Set(
      [rules, ruleTests, ...expressions, ...dashboard.templating.list.map(({ query }) => query)].flatMap(metricNames),
    );
    expect([...named].filter((name) => !known.has(name))).toEqual([]);
    const own = [...known.keys()].filter((name) => !/_(sum|count|bucket)$|nodejs|process/.test(name));
    const bare = new Set([...named].map((name) => name.replace(/_(bucket|count|sum)$/, '')));
    expect(own.filter((name) => !bare.has(name))).toEqual([]);
  });

  it('select and group by labels that those metrics have', async () => {
    const known = await exported();
    const all = new Set([...known.values()].flatMap((labels) => [...labels]));
    for (const text of [...expressions, rules]) {
      for (const [, name, selector] of text.matchAll(/\b(outcry_[a-z0-9_]+)\{([^}]*)\}/g))
        for (const [, label] of selector!.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g))
          expect(known.get(name!)?.has(label!), `${name} has no label ${label}`).toBe(true);
      for (const [, labels] of text.matchAll(/\bby \(([^)]*)\)/g))
        for (const label of labels!.split(',')) expect(all.has(label.trim()), `${label} in ${text}`).toBe(true);
    }
  });

  it('are laid out without overlaps, each panel with a title and a question', () => {
    const taken = new Set<string>();
    for (const { title, type, gridPos, targets } of dashboard.panels) {
      expect(title.length).toBeGreaterThan(2);
      if (type !== 'row') expect(targets!.length, title).toBeGreaterThan(0);
      const { x, y, w, h } = gridPos as { x: number; y: number; w: number; h: number };
      expect(x + w).toBeLessThanOrEqual(24);
      for (let i = x; i < x + w; i++)
        for (let j = y; j < y + h; j++) {
          expect(taken.has(`${i} ${j}`), title).toBe(false);
          taken.add(`${i} ${j}`);
        }
    }
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
  });

  describe.skipIf(!hasPromtool)('with promtool (Debian package prometheus)', () => {
    const promtool = (...args: string[]) => execFileSync('promtool', args, { cwd: folder, stdio: 'pipe' }).toString();

    it('are valid rules, each with a test that fires it', () => {
      expect(promtool('check', 'rules', 'outcry-alerts.yml')).toMatch(/SUCCESS: \d+ rules found/);
      expect(promtool('test', 'rules', 'outcry-alerts-test.yml')).toContain('SUCCESS');
      const alerts = [...rules.matchAll(/- alert: (\w+)/g)].map(([, name]) => name!);
      expect(alerts.length).toBeGreaterThan(8);
      const fired = [...ruleTests.matchAll(/alertname: (\w+)\n\s+exp_alerts:\n/g)].map(([, name]) => name);
      expect(alerts.filter((name) => !fired.includes(name))).toEqual([]);
    });

    it('ask in PromQL that can be parsed', () => {
      const scratch = mkdtempSync(join(tmpdir(), 'outcry-dashboard-'));
      try {
        const records = expressions.map((expr, i) => ({
          record: `panel:${i}`,
          expr: expr.replaceAll(/\$(job|instance)/g, '.*'),
        }));
        writeFileSync(join(scratch, 'rules.yml'), JSON.stringify({ groups: [{ name: 'dashboard', rules: records }] }));
        expect(promtool('check', 'rules', join(scratch, 'rules.yml'))).toContain(`${expressions.length} rules found`);
      } finally {
        rmSync(scratch, { recursive: true });
      }
    });
  });
});
