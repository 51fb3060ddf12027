import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { ApiError, address, postJson } from '../data/api.ts';

interface Props {
  /** Words of the button. */
  action?: string;
  /** What is shown to whom. */
  children: ComponentChildren;
}

/** In the place of what is only shown to people with a key, posts above all: they are people's words. */
export function SignIn({ action = 'Sign in', children }: Props) {
  const fault = useSignal('');
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const key = String(new FormData(event.currentTarget as HTMLFormElement).get('key') ?? '').trim();
    try {
      await postJson(address('session'), { key });
      location.reload();
    } catch (error) {
      fault.value = error instanceof ApiError ? error.message : 'The server cannot be reached.';
    }
  };
  return (
    <form class="stack tight" onSubmit={submit}>
      <p class="muted">{children}</p>
      <div class="controls">
        <label>
          API key
          <input name="key" type="password" autocomplete="current-password" required />
        </label>
        <button class="button primary" type="submit">
          {action}
        </button>
      </div>
      <p role="alert">{fault.value}</p>
    </form>
  );
}
