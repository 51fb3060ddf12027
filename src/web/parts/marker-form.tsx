import type { SessionAnswer } from '../../http/schemas.ts';
import { ActionForm } from './action-form.tsx';
import { NameField } from './handling.tsx';

/** Notes a deploy or a promotion, now. */
export function MarkerForm({ brand, session }: { brand: string; session: SessionAnswer | null }) {
  return (
    <section class="sheet stack tight" aria-labelledby="marker">
      <h2 id="marker">Note what you changed</h2>
      <ActionForm
        path="markers"
        brand={brand}
        action="Put on the timeline"
        done="It is on the timeline."
        body={(fields) => ({ ...Object.fromEntries(fields), brand })}
      >
        <label>
          Kind
          <select name="kind">
            <option value="deploy">Deploy</option>
            <option value="promotion">Promotion</option>
            <option value="other">Other</option>
          </select>
        </label>
        <label>
          What
          <input name="note" required maxLength={500} autocomplete="off" />
        </label>
        <NameField session={session} />
      </ActionForm>
    </section>
  );
}
