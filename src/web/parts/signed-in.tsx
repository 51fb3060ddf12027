import { useSignal } from '@preact/signals';
import type { SessionAnswer } from '../../http/schemas.ts';
import { address, deleteJson } from '../data/api.ts';

/** Under whose name this page acts, and the way out. Without any key the local person acts, and there is nothing to leave. */
export function SignedIn({ session }: { session: SessionAnswer | null }) {
  const fault = useSignal('');
  if (!session || session.role === 'none' || session.local) return null;
  const leave = async () => {
    try {
      await deleteJson(address('session'));
      // Nothing that was read with the key may stay in sight or in memory.
      location.reload();
    } catch (error) {
      fault.value = (error as Error).message;
    }
  };
  return (
    <footer class="frame signed-in small muted">
      Signed in as <bdi>{session.name}</bdi> ({session.role}) ·{' '}
      <button type="button" class="plain-link" onClick={() => void leave()}>
        Sign out
      </button>{' '}
      <span role="alert">{fault.value}</span>
    </footer>
  );
}
