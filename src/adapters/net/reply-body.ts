import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
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
  const collect = async (stream: AsyncIterable<Buffer>) => {
    let bytes = 0;
    for await (const chunk of stream) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw new SourceError('malformed', `the reply is longer than ${maxBytes} bytes`);
      chunks.push(chunk);
    }
  };
  const decoder = decoders[response.headers['content-encoding'] ?? '']?.();
  try {
    await (decoder ? pipeline(response, decoder, collect) : collect(response));
  } catch (error) {
    response.destroy();
    // zlib's codes begin with Z_, the Brotli decoder's with ERR__ERROR.
    if (/^(Z_|ERR__ERROR|ERR_BROTLI)/.test((error as { code?: string }).code ?? ''))
      throw new SourceError('malformed', 'the reply is not compressed as it claims', { cause: error });
    throw error;
  }
  return Buffer.concat(chunks).toString('utf8');
}
