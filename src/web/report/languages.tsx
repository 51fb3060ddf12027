import type { Language } from '../../core/words/form-texts.ts';
import { language } from './language.ts';

const names: [Language, string][] = [
  ['en', 'English'],
  ['es', 'Español'],
];

export function Languages() {
  return (
    <nav class="languages" aria-label="Language / Idioma">
      {names.map(([id, name]) => (
        <button
          key={id}
          type="button"
          class="button"
          lang={id}
          aria-pressed={language.value === id}
          onClick={() => {
            language.value = id;
          }}
        >
          {name}
        </button>
      ))}
    </nav>
  );
}
