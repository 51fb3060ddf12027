import { useSignal } from '@preact/signals';
import { address, deleteJson } from '../data/api.ts';
import { tellOwn } from '../data/live.ts';

/** Takes a window or a silence back. */
export function LiftButton({ path, name }: { path: string; name: string }) {
  const fault = useSignal('');
  const lift = async () => {
    try {
      await deleteJson(address(path));
      tellOwn({ what: ['incidents'], brands: [] });
    } catch (error) {
      fault.value = (error as Error).message;
    }
  };
  return (
    <>
      <button type="button" class="button" onClick={lift} aria-label={`Take back: ${name}`}>
        Take back
      </button>
      <span role="alert">{fault.value}</span>
    </>
  );
}
