import type { BrandSummary } from '../../http/schemas.ts';
import { lately } from '../data/clock.ts';
import { settingNames, settingText } from '../words/setting.ts';
import { ActionForm } from './action-form.tsx';

interface Props {
  brands: BrandSummary[];
  /** Settings in force; only what differs from them is sent. */
  judging: Record<string, number>;
  isBusy: boolean;
}

const dayMs = 86_400_000;
const steps: Record<string, { min: string; max: string; step: string }> = {
  falseAlarmBudgetDays: { min: '1', max: '36500', step: '1' },
  authorWindowMinutes: { min: '1', max: '1440', step: '1' },
  leastExcessShare: { min: '0', max: '1', step: '0.05' },
  resolveDelayMinutes: { min: '1', max: '240', step: '1' },
  reopenMinutes: { min: '0', max: '1440', step: '1' },
};

export function BacktestForm({ brands, judging, isBusy }: Props) {
  return (
    <ActionForm
      path="backtests"
      brand=""
      action={isBusy ? 'One is running' : 'Replay history'}
      isBlocked={isBusy}
      keeps
      done="Begun; the outcome shows below."
      body={(fields) => bodyOf(fields, judging)}
    >
      <label>
        Brand
        <select name="brand">
          <option value="">All</option>
          {brands.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        The last
        <select name="days">
          {[1, 7, 14, 28, 90].map((days) => (
            <option key={days} value={days} selected={days === 7}>
              {days === 1 ? '1 day' : `${days} days`}
            </option>
          ))}
        </select>
      </label>
      {Object.entries(judging).map(([name, value]) => (
        <label key={name}>
          {settingNames[name] ?? name} <small>(now {settingText(name, value)})</small>
          <input name={name} type="number" {...steps[name]} defaultValue={String(value)} required />
        </label>
      ))}
    </ActionForm>
  );
}

function bodyOf(fields: FormData, judging: Record<string, number>) {
  const { brand, days, ...wanted } = Object.fromEntries(fields);
  const to = lately.value;
  const changed = Object.entries(wanted)
    .map(([name, value]): [string, number] => [name, Number(value)])
    .filter(([name, value]) => value !== judging[name]);
  return {
    ...(brand ? { brand } : {}),
    from: new Date(to - Number(days) * dayMs).toISOString(),
    to: new Date(to).toISOString(),
    settings: Object.fromEntries(changed),
  };
}
