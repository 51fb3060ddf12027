/**
 * Text without what identifies a person: e-mail addresses, IP addresses, and numbers of seven digits and more (phones,
 * cards, orders, accounts; spaces, dots, dashes and brackets inside are read over). Times, prices, versions and error
 * codes stay. Links lose their query, where sessions and addresses hide.
 */
export function redact(text: string): string {
  return text
    .replace(/https?:\/\/\S+/g, (link) => link.replace(/[?#].*/, ''))
    .replace(/(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu, '[email]')
    .replace(/(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])/g, '[address]')
    .replace(/(?<![\p{L}\p{N}/])[+(]?\d(?:[\s().-]{0,2}\d){6,}(?!\p{L})/gu, '[number]');
}
