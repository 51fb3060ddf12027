/** Lines of a data file without blank ones and comments (#). */
export function dataLines(text: string): string[] {
  return text.split('\n').filter((line) => line !== '' && line.charCodeAt(0) !== 35);
}

/** Names of a list with commas between, trimmed. */
export function commaList(text: string): string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
}

/** What stands before and behind the first equals sign, trimmed. */
export function assignment(line: string): [string, string] {
  const at = line.indexOf('=');
  return [line.slice(0, at).trim(), line.slice(at + 1).trim()];
}
