/** Posts longer than this many UTF-16 code units are cut: no platform we read allows more in one post of interest. */
export const maxTextLength = 4000;

const entities: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  '#39': "'",
  '#x27': "'",
  '#34': '"',
};

/**
 * Text as a person would see it: HTML entities decoded, lone surrogates, control characters, direction marks and
 * zero-width fillers removed, white space runs made one space, cut at `maxLength` code units without splitting a
 * surrogate pair. The zero-width joiner stays, it is part of many emoji. Idempotent, except on doubly escaped entities.
 */
export function cleanText(text: string, maxLength: number = maxTextLength): string {
  const bounded = text.length > maxLength * 2 ? text.slice(0, maxLength * 2) : text;
  const decoded = bounded.includes('&') ? decodeEntities(bounded) : bounded;
  const visible = needsScrub(decoded) ? scrub(decoded) : decoded;
  const trimmed = visible.trim();
  return trimmed.length <= maxLength ? trimmed : cut(trimmed, maxLength);
}

function decodeEntities(text: string): string {
  return text.replace(/&(#?[a-z0-9]{2,5});/gi, (whole, name: string) => entities[name.toLowerCase()] ?? whole);
}

/** A cheap pass that spares the common case (plain ASCII, single spaces) the regular expressions. */
function needsScrub(text: string): boolean {
  let wasSpace = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 32 || code > 126) return true;
    if (code === 32 && wasSpace) return true;
    wasSpace = code === 32;
  }
  return false;
}

function scrub(text: string): string {
  return text
    .replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '')
    .replace(/\s+/g, ' ')
    .replace(
      /[\u0000-\u001F\u007F-\u009F\u00AD\u061C\u200B\u200C\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF\uFFF9-\uFFFD]/g,
      '',
    )
    .replace(/ {2,}/g, ' ');
}

function cut(text: string, maxLength: number): string {
  const code = text.charCodeAt(maxLength - 1);
  const splitsPair = code >= 0xd800 && code <= 0xdbff;
  return text.slice(0, splitsPair ? maxLength - 1 : maxLength).trimEnd();
}
