import { decodeHTML } from 'entities';

/**
 * What a reader sees of an HTML fragment: no tags, no scripts, entities decoded, paragraphs and breaks as line ends.
 * Hostile input takes linear time: no pattern can begin again inside what a failed start of it has scanned.
 */
export function htmlText(html: string): string {
  const plain = html
    .replace(/<!--[\s\S]*?(?:-->|$)/g, '')
    .replace(/<(script|style)\b[\s\S]*?(?:<\/\1\s*>|$)/gi, '')
    .replace(/<br\b[^<>]*>|<\/(?:p|div|li|h[1-6]|blockquote|pre|tr)\s*>/gi, '\n')
    .replace(/<\/?[a-z!][^<>]*>/gi, '');
  // Decoded last: text that spells a tag is text.
  return decodeHTML(plain)
    .replace(/\u00A0/g, ' ')
    .replace(/(?<![ \t])[ \t]+\n/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
