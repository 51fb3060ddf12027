import { StringDecoder } from 'node:string_decoder';

/** A line of a body with its number from 1; `text` is null when the line was too long and was skipped. */
export interface BodyLine {
  line: number;
  text: string | null;
}

/** Lines of a byte stream in constant memory: a line over the limit is skipped, not kept. */
export async function* bodyLines(
  body: AsyncIterable<Uint8Array>,
  maxLineBytes: number,
): AsyncGenerator<BodyLine, void, undefined> {
  const decoder = new StringDecoder('utf8');
  let pending = '';
  let skipping = false;
  let line = 1;
  for await (const chunk of body) {
    const parts = (pending + decoder.write(Buffer.from(chunk))).split('\n');
    pending = parts.pop()!;
    for (const part of parts) {
      const text = skipping || Buffer.byteLength(part) > maxLineBytes ? null : part.replace(/\r$/, '');
      skipping = false;
      yield { line: line++, text };
    }
    if (pending.length > maxLineBytes) {
      skipping = true;
      pending = '';
    }
  }
  pending += decoder.end();
  if (skipping || pending !== '')
    yield { line, text: skipping || Buffer.byteLength(pending) > maxLineBytes ? null : pending };
}
