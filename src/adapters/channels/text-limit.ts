/** At most so many UTF-16 units, the last of them an ellipsis where something was cut; no character is halved. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
