import type { AddressInfo, Socket } from 'node:net';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerOptions } from 'smtp-server';

export interface Mail {
  recipients: string[];
  raw: string;
}

export interface MailServer {
  /** With the one user whom it lets in. */
  url: string;
  port: number;
  /** What it took. */
  mails: Mail[];
  close(): Promise<void>;
}

/** A local mail server without encryption. `meets`: what it does first with each connection. */
export async function startMailServer(
  options: SMTPServerOptions = {},
  meets: (socket: Socket) => void = () => {},
): Promise<MailServer> {
  const mails: Mail[] = [];
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    authOptional: true,
    allowInsecureAuth: true,
    logger: false,
    closeTimeout: 100,
    onAuth: ({ username, password }, _session, done) =>
      username === 'outcry' && password === 'very-secret'
        ? done(null, { user: username })
        : done(new Error('no such user')),
    onData: (stream: SMTPServerDataStream, session, done) => {
      let raw = '';
      stream.on('data', (chunk: Buffer) => (raw += chunk.toString('utf8')));
      stream.on('end', () => {
        mails.push({ recipients: session.envelope.rcptTo.map(({ address }) => address), raw });
        done();
      });
    },
    ...options,
  });
  server.on('error', () => {});
  server.server.prependListener('connection', meets);
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
  const { port } = server.server.address() as AddressInfo;
  const close = () => new Promise<void>((done) => server.close(() => done()));
  return { url: `smtp://outcry:very-secret@127.0.0.1:${port}`, mails, port, close };
}
