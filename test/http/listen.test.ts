import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { App } from '../../src/http/app.ts';
import { listen } from '../../src/http/listen.ts';

const app = { express: () => {}, close: () => {} } as unknown as App;
const other = createServer();
afterEach(() => new Promise<void>((done) => other.close(() => done())));

describe('listen', () => {
  it('says of a taken port that it is taken, and what to do', async () => {
    await new Promise<void>((done) => other.listen(0, '127.0.0.1', () => done()));
    const { port } = other.address() as { port: number };
    await expect(listen(app, '127.0.0.1', port)).rejects.toMatchObject({
      name: 'ListenError',
      message: expect.stringMatching(
        new RegExp(`^port ${port} of 127\\.0\\.0\\.1 is in use by another program.*OUTCRY_PORT`),
      ),
    });
  });

  it('says of an address that is not this machine’s which setting names it', async () => {
    await expect(listen(app, '192.0.2.1', 0)).rejects.toMatchObject({
      name: 'ListenError',
      message: expect.stringContaining('set OUTCRY_HOST'),
    });
  });
});
