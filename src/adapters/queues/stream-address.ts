/** Servers of a cluster, and what they ask for; as one setting holds it. */
export interface StreamAddress {
  servers: string[];
  /** Only ever over TLS. */
  isEncrypted: boolean;
  user?: string;
  pass?: string;
  token?: string;
}

/** Reads nats://user:password@host:4222,nats://host2:4222 (or nats://token@host, or tls://). Throws without repeating what it was given. */
export function readStreamAddress(text: string): StreamAddress {
  const urls = text.split(',').map((one) => {
    const url = URL.canParse(one.trim()) ? new URL(one.trim()) : null;
    if (!url || !/^(nats|tls):$/.test(url.protocol) || url.hostname === '')
      throw new Error('must be addresses such as nats://host:4222, with a comma between several');
    return url;
  });
  const named = urls.find(({ username }) => username !== '');
  const [user, pass] = [named?.username ?? '', named?.password ?? ''].map(decodeURIComponent) as [string, string];
  return {
    servers: urls.map(({ hostname, port }) => `${hostname}:${port || 4222}`),
    isEncrypted: urls.some(({ protocol }) => protocol === 'tls:'),
    ...(named && (pass === '' ? { token: user } : { user, pass })),
  };
}

export function isStreamAddress(text: string): boolean {
  try {
    readStreamAddress(text);
    return true;
  } catch {
    return false;
  }
}
