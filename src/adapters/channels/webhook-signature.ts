import { createHmac } from 'node:crypto';

const prefix = 'whsec_';

/** The key bytes of a Standard Webhooks secret, `whsec_` and base64 of 24 to 64 bytes; null when it isn't one. */
export function secretBytes(secret: string): Buffer | null {
  const text = secret.startsWith(prefix) ? secret.slice(prefix.length) : '';
  const bytes = Buffer.from(text, 'base64');
  const same = bytes.toString('base64').replace(/={1,2}$/, '') === text.replace(/={1,2}$/, '');
  return same && bytes.length >= 24 && bytes.length <= 64 ? bytes : null;
}

/** Headers of a signed webhook (Standard Webhooks 1.0): one v1 signature per secret, so that secrets can be rotated. */
export function signedHeaders(
  secrets: readonly string[],
  { id, atMs, body }: { id: string; atMs: number; body: string },
): Record<string, string> {
  const timestamp = String(Math.floor(atMs / 1_000));
  const signatures = secrets.map((secret) => {
    const key = secretBytes(secret);
    if (!key) throw new RangeError('a webhook secret must be whsec_ and base64 of 24 to 64 bytes');
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  });
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    ...(signatures.length > 0 && { 'webhook-signature': signatures.join(' ') }),
  };
}
