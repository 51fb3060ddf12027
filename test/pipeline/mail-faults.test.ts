import type { Socket } from 'node:net';
import type { SMTPServerOptions } from 'smtp-server';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openChannel } from '../../src/adapters/channels/open-channels.ts';
import type { Database } from '../../src/ports/database.ts';
import { openTestDatabase } from '../support/database.ts';
import { startMailServer } from '../support/mail-server.ts';
import { noteRecovery } from '../support/recovery.ts';
import { allOnce, patientFetcher, troubledHour } from '../support/troubled-hour.ts';

let database: Database;
const open: (() => unknown)[] = [];
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

interface Fault {
  name: string;
  says: RegExp;
  /** With a new connection, before the server sees it. */
  meets?: (socket: Socket) => void;
  /** In a conversation; `socketOf` by the port at the other end. */
  options?: (socketOf: (port: number) => Socket) => SMTPServerOptions;
  isSilent?: boolean;
}

const later = (code: number) => Object.assign(new Error('come back later'), { responseCode: code });
const faults: Fault[] = [
  { name: 'refuses connections', says: /closed|reached|ECONNRESET|hang up/i, meets: (socket) => socket.destroy() },
  {
    name: 'is another service',
    says: /greeting/i,
    meets: (socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'),
  },
  {
    name: 'never greets',
    says: /timeout/i,
    options: () => ({ onConnect: () => {} }),
    isSilent: true,
  },
  {
    name: 'asks to come back later',
    says: /come back later/,
    options: () => ({ onMailFrom: (_address, _session, done) => done(later(451)) }),
  },
  {
    name: 'is shutting down',
    says: /come back later/,
    options: () => ({ onRcptTo: (_address, _session, done) => done(later(421)) }),
  },
  {
    name: 'breaks off within a mail',
    says: /closed|ECONNRESET|socket/i,
    options: (socketOf) => ({ onData: (_stream, { remotePort }) => void socketOf(remotePort).destroy() }),
  },
  {
    name: 'never says that it took a mail',
    says: /timeout/i,
    options: () => ({ onData: (stream) => void stream.resume() }),
    isSilent: true,
  },
];

describe('an hour in which the mail server', () => {
  it.for(faults)(
    '$name loses and doubles nothing',
    async ({ says, meets, options, isSilent = false, name }, { task }) => {
      const hour = troubledHour(database);
      const sockets = new Map<number, Socket>();
      const troubled = await startMailServer(
        options?.((port) => sockets.get(port)!),
        (socket) => {
          sockets.set(
            socket.remotePort!,
            socket.on('error', () => {}),
          );
          meets?.(socket);
        },
      );
      const sound = await startMailServer();
      open.push(troubled.close, sound.close);
      const channelAt = (url: string, timeoutMs: number) => {
        const fetcher = patientFetcher(hour.clock, timeoutMs);
        open.push(() => fetcher.close());
        const settings = { url, from: 'outcry@brand.example', to: ['a@brand.example'] };
        return openChannel({ id: 'a', kind: 'email', settings }, { fetcher, clock: hour.clock }).channel;
      };
      const recoveryMs = await hour.pass({
        // Only silence is waited for: a busy machine must not look like it.
        troubled: channelAt(troubled.url, isSilent ? 100 : 10_000),
        sound: channelAt(sound.url, 10_000),
        says,
      });
      noteRecovery(task, `a mail server that ${name}`, recoveryMs);
      expect(hour.countsOf(sound.mails.map(({ raw }) => raw))).toEqual(allOnce);
    },
  );
});
