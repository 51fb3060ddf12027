import type { ComponentType } from 'preact';
import { useLater } from '../data/later.ts';
import { Waiting } from '../parts/notices.tsx';
import type { World } from './world.ts';

type View = ComponentType<{ world: World }>;

/** Views that few people open, and seldom: they come when they are asked for. */
const loads: Record<string, () => Promise<{ view: View }>> = {
  backtest: () => import('../views/backtest.tsx').then(({ BacktestView }) => ({ view: BacktestView })),
  scoreboard: () => import('../views/scoreboard.tsx').then(({ Scoreboard }) => ({ view: Scoreboard })),
  holds: () => import('../views/holds.tsx').then(({ Holds }) => ({ view: Holds })),
  sources: () => import('../views/sources.tsx').then(({ Sources }) => ({ view: Sources })),
  settings: () => import('../views/settings.tsx').then(({ Settings }) => ({ view: Settings })),
};

export function isLaterView(name: string): boolean {
  return Object.hasOwn(loads, name);
}

export function LaterView({ name, world }: { name: string; world: World }) {
  const loaded = useLater(loads[name]!);
  if (!loaded) return <Waiting what="View" error={null} />;
  return <loaded.view world={world} />;
}
