import { loadGazetteer } from '../../src/adapters/assets/load-gazetteer.ts';
import type { BrandPack } from '../../src/core/words/brand.ts';
import type { Transition } from '../../src/core/words/incident.ts';
import type { Post } from '../../src/core/words/post.ts';
import { type CycleContext, type CycleMemory, createCycleMemory, runCycle } from '../../src/pipeline/cycle.ts';
import { brandPriors, incidentRules } from '../../src/pipeline/cycle-settings.ts';
import { scopeKnowledge } from '../../src/pipeline/judge-scope.ts';
import type { Database } from '../../src/ports/database.ts';
import { ingestSettings, takeIn } from './ingest-world.ts';

const gazetteer = loadGazetteer();
const budgetDays = 365;

/** Stages 2 to 4 with the settings that the program has by default. */
export function corridorContext(database: Database, packs: BrandPack[]): CycleContext {
  const rules = incidentRules({
    falseAlarmBudgetDays: budgetDays,
    leastExcessShare: 0.35,
    resolveDelayMinutes: 10,
    reopenMinutes: 60,
  });
  return {
    database,
    packs,
    settings: {
      authorWindowMinutes: ingestSettings.authorWindowMinutes,
      budgetMinutes: budgetDays * 1440,
      priors: brandPriors(gazetteer),
    },
    track: { rules, watched: new Set(packs.map(({ id }) => id)), channels: ['pager'] },
    scope: scopeKnowledge(gazetteer),
  };
}

export interface Corridor {
  /** Takes posts in, then judges up to a minute (exclusive). */
  advance(posts: Post[], toMinute: number): Promise<Transition[]>;
  /** Forgets what is in memory, as a restart does. */
  restart(): void;
}

export function openCorridor(database: Database, packs: BrandPack[]): Corridor {
  const context = corridorContext(database, packs);
  let memory: CycleMemory = createCycleMemory();
  return {
    async advance(posts, toMinute) {
      await takeIn(database, posts, { nowMs: toMinute * 60_000 });
      return (await runCycle(context, memory, () => toMinute)).transitions;
    },
    restart() {
      memory = createCycleMemory();
    },
  };
}
