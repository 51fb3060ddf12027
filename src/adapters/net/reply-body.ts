import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { SourceError } from '../../ports/source.ts';

export const acceptedEncodings = 'gzip, deflate, br';

const decoders: Record<string, () => Duplex> = {
  gzip: createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** The body as text, decompressed. The cap counts what comes out of the decoder, so that a small bomb is stopped too. */
export async function readBody(response: IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of decoded(response) as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw new SourceError('malformed', `the reply is longer than ${maxBytes} bytes`);
      chunks.push(chunk);
    }
  } catch (error) {
    response.destroy();
    // zlib's codes begin with Z_, the Brotli decoder's with ERR__ERROR.
    if (/^(Z_|ERR__ERROR|ERR_BROTLI)/.test((error as { code?: string }).code ?? ''))
      throw new SourceError('malformed', 'the reply is not compressed as it claims', { cause: error });
    throw error;
  }
  return Buffer.concat(chunks).toString('utf8');
}

function decoded(response: IncomingMessage): IncomingMessage | Duplex {
  const decoder = decoders[response.headers['content-encoding'] ?? '']?.();
  if (!decoder) return response;
  // `pipe` passes no errors on.
  response.on('error', (error) => decoder.destroy(error));
  return response.pipe(decoder);
}
