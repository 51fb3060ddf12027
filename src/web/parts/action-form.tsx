import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { ApiError, address, postJson } from '../data/api.ts';
import { tellOwn } from '../data/live.ts';

interface Props {
  /** Path under /api/v1 that takes the form. */
  path: string;
  brand: string;
  /** Words of the button. */
  action: string;
  /** What is said when it is done. */
  done: string;
  /** The body from the fields; by default the fields by their names, empty ones left out. */
  body?: (fields: FormData) => unknown;
  /** Nothing can be sent at the moment. */
  isBlocked?: boolean;
  /** The fields keep what was sent. */
  keeps?: boolean;
  onDone?: () => void;
  children: ComponentChildren;
}

/** A few fields and a button: sends, says what became of it, and lets everything on the page look again. */
export function ActionForm({ path, brand, action, done, body = filledIn, isBlocked, keeps, onDone, children }: Props) {
  const said = useSignal<{ text: string; isFault: boolean }>({ text: '', isFault: false });
  const isBusy = useSignal(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    isBusy.value = true;
    try {
      await postJson(address(path), body(new FormData(form)));
      said.value = { text: done, isFault: false };
      if (!keeps) form.reset();
      onDone?.();
      tellOwn({ what: ['incidents', 'timeline'], brands: brand === '' ? [] : [brand] });
    } catch (error) {
      said.value = { text: error instanceof ApiError ? error.message : 'The server cannot be reached.', isFault: true };
    }
    isBusy.value = false;
  };
  return (
    <form class="stack tight" onSubmit={submit}>
      <div class="controls">
        {children}
        <button class="button" type="submit" disabled={isBusy.value || isBlocked}>
          {action}
        </button>
      </div>
      <p class="small" role={said.value.isFault ? 'alert' : 'status'}>
        {said.value.text}
      </p>
    </form>
  );
}

function filledIn(fields: FormData): Record<string, string> {
  return Object.fromEntries(
    [...fields].map(([name, value]) => [name, String(value).trim()]).filter(([, text]) => text),
  );
}
