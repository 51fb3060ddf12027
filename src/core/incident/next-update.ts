export type StatementLanguage = 'en' | 'es';

const anyPromise: Record<StatementLanguage, RegExp> = {
  en: /Next update within \d+ minutes\./,
  es: /Próxima actualización en menos de \d+ minutos\./,
};

/** The sentence that ends a statement: the same promise as the number beside it, by which the status page and the silence clock go. */
function nextUpdateSentence(minutes: number, language: StatementLanguage): string {
  return language === 'en'
    ? `Next update within ${minutes} minutes.`
    : `Próxima actualización en menos de ${minutes} minutos.`;
}

/** The words with their promise at the end; without a number they promise nothing. */
export function promising(words: string, minutes: number | null, language: StatementLanguage): string {
  return minutes === null ? words : `${words} ${nextUpdateSentence(minutes, language)}`;
}

/** The text with its promise made over for another number; as it is where a person has put the promise in other words. */
export function promisingAnew(text: string, minutes: number, language: StatementLanguage): string {
  return text.replace(anyPromise[language], nextUpdateSentence(minutes, language));
}

/** The text promises what the number does, or like it nothing at all. */
export function keepsPromise(text: string, minutes: number | null, language: StatementLanguage): boolean {
  return minutes === null ? !anyPromise[language].test(text) : text.includes(nextUpdateSentence(minutes, language));
}
