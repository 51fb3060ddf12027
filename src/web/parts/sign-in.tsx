import { useSignal } from '@preact/signals';
import { ApiError, address, postJson } from '../data/api.ts';

/** Posts are people's words: whoever reads them shows a key first. */
export function SignIn() {
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
      <p class="muted">The text of posts is shown to people with a key.</p>
      <div class="controls">
        <label>
          API key
          <input name="key" type="password" autocomplete="current-password" required />
        </label>
        <button class="button primary" type="submit">
          Show posts
        </button>
      </div>
      <p role="alert">{fault.value}</p>
    </form>
  );
}
