import { useEffect, useRef } from 'preact/hooks';
import { texts } from '../../core/words/form-texts.ts';
import { language } from './language.ts';

/** Takes the focus, so that a screen reader says it and the keyboard goes on from here. */
export function Thanks({ text, onAgain }: { text: string; onAgain: () => void }) {
  const ref = useRef<HTMLParagraphElement>(null);
  useEffect(() => ref.current?.focus(), []);
  return (
    <section class="sheet stack tight">
      <p ref={ref} tabIndex={-1} role="status">
        <strong>{text}</strong>
      </p>
      <p>
        <button type="button" class="button" onClick={onAgain}>
          {texts[language.value].another}
        </button>
      </p>
    </section>
  );
}
