import { stateWords } from '../../core/words/state.ts';
import type { BrandSummary, IncidentAnswer, SourceAnswer } from '../../http/schemas.ts';

export type AnyState = BrandSummary['state'] | IncidentAnswer['state'] | SourceAnswer['state'];

const sourceWords: Partial<Record<AnyState, string>> = { ok: 'Reading' };

/** Shapes differ, so that a state is known without color: full, three quarters, half, ring, cross, dash. */
const shapes: Record<AnyState, string> = {
  confirmed: 'M8 1a7 7 0 1 0 0 14A7 7 0 1 0 8 1z',
  failing: 'M3 1L8 6 13 1 15 3 10 8 15 13 13 15 8 10 3 15 1 13 6 8 1 3z',
  probable: 'M8 1L15.5 14.5H.5z',
  limited: 'M8 1L15.5 14.5H.5z',
  watching: 'M8 1a7 7 0 1 0 0 14A7 7 0 1 0 8 1zM8 3.2a4.8 4.8 0 1 1 0 9.6zz',
  silent: 'M8 1a7 7 0 1 0 0 14A7 7 0 1 0 8 1zM8 3.2a4.8 4.8 0 1 1 0 9.6zz',
  recovering: 'M8 15L1 7h4.5V1h5v6H15z',
  ok: 'M1.5 8.5L3.5 6.5 6.5 9.5 12.5 2.5 14.7 4.4 6.7 13.6z',
  closed: 'M1.5 8.5L3.5 6.5 6.5 9.5 12.5 2.5 14.7 4.4 6.7 13.6z',
  learning: 'M1 7h3v3H1zM6.5 7h3v3h-3zM12 7h3v3h-3z',
  starting: 'M1 7h3v3H1zM6.5 7h3v3h-3zM12 7h3v3h-3z',
  blind: 'M1 6.8h14v2.4H1z',
  off: 'M1 6.8h14v2.4H1z',
};

export function State({ state, of = 'brand' }: { state: AnyState; of?: 'brand' | 'source' }) {
  return (
    <span class={`state state-${state}`}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d={shapes[state]} fill="currentColor" fill-rule="evenodd" />
      </svg>
      {(of === 'source' && sourceWords[state]) || stateWords[state]}
    </span>
  );
}
