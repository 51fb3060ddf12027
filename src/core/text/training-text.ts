import { redact } from './redact.ts';

/**
 * A post's text as an example for training: without what identifies a person. `handles` (lower case, without @) are accounts
 * that may stay, the brand's own; every other mention becomes "@user". Braces mark slots in the corpus, so they become brackets.
 */
export function trainingText(text: string, handles: ReadonlySet<string>): string {
  return redact(text)
    .replace(/\{/g, '(')
    .replace(/\}/g, ')')
    .replace(/(?<![\p{L}\p{N}_])@([\p{L}\p{N}_](?:[\p{L}\p{N}_.-]*[\p{L}\p{N}_])?)/gu, (mention, handle: string) =>
      handles.has(handle.toLowerCase()) ? mention : '@user',
    )
    .replace(/\bu\/[\w-]+/g, 'u/user')
    .trim();
}
