import { effect, signal } from '@preact/signals';
import { type Language, texts } from '../../core/words/form-texts.ts';

/** What the embedding page asked for (?lang=es), else what the browser prefers, else English. */
function preferred(): Language {
  const wanted = [new URLSearchParams(location.search).get('lang') ?? '', ...navigator.languages];
  const found = wanted.map((one) => one.slice(0, 2).toLowerCase()).find((one) => one in texts);
  return (found as Language | undefined) ?? 'en';
}

export const language = signal<Language>(preferred());

effect(() => {
  document.documentElement.lang = language.value;
});
