import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import { allows, type Role } from '../core/words/role.ts';
import type { Context } from './context.ts';
import type { Person } from './key-ring.ts';
import { addressKey, WrongKeys } from './limits.ts';
import { HttpProblem } from './problem.ts';

const cookieName = 'outcry_session';
export const sessionMs = 12 * 3_600_000;
const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);
const localHost = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;
const proxyHeader =
  /^(forwarded|x-forwarded-.*|x-real-ip|x-client-ip|x-original-.*|via|cf-connecting-ip|true-client-ip)$/;

/** Finds out who asks. A key that is sent must be right, even where none is needed. */
export function identify(context: Context): RequestHandler {
  const wrongKeys = new WrongKeys();
  return async (request, response, next) => {
    if (request.headers.authorization !== undefined) {
      setPerson(response, await personOfHeader(context, request, wrongKeys));
      return next();
    }
    const person = (await personOfCookie(context, request)) ?? (await localPerson(context, request));
    if (person && !safeMethods.has(request.method)) refuseForeignOrigin(request);
    setPerson(response, person);
    response.locals.isKeyless = () => context.keys.isEmpty();
    next();
  };
}

async function personOfHeader(context: Context, request: Request, wrongKeys: WrongKeys): Promise<Person> {
  const sender = addressKey(context.addressSecret, request);
  await wrongKeys.refuseGuessers(sender);
  const bearer = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const person = bearer === undefined ? null : await context.keys.personOf(bearer);
  if (person) return person;
  await wrongKeys.count(sender);
  throw new HttpProblem('key-invalid', 'Send a key in force as "Authorization: Bearer oc_…".');
}

/** DNS rebinding: a page of another name that resolves to this machine must not speak as its person. */
export function refuseForeignHosts(context: Context): RequestHandler {
  return async (request, _response, next) => {
    if (context.loopback && !localHost.test(request.headers.host ?? '') && (await context.keys.isEmpty()))
      throw new HttpProblem(
        'host-refused',
        'Without API keys only http://localhost and http://127.0.0.1 are answered; make a key with "outcry keys add" to use another name.',
      );
    next();
  };
}

/** Lets the request pass when the person's role suffices. */
export function need(role: Role | readonly Role[] | null): RequestHandler {
  const named = `role ${[role].flat().join(' or ')}`;
  return async (_request, response, next) => {
    if (role === null) return next();
    const person = personOf(response);
    if (!person)
      throw new HttpProblem(
        'key-required',
        `This needs an API key with ${named} or above.${await howToMakeTheFirst(response)}`,
      );
    if (!allows(person.role, role))
      throw new HttpProblem('role-required', `This needs ${named}; the key "${person.name}" has role ${person.role}.`);
    next();
  };
}

export function personOf(response: Response): Person | null {
  return (response.locals.person as Person | null | undefined) ?? null;
}

function setPerson(response: Response, person: Person | null): void {
  response.locals.person = person;
}

/** Whoever meets an installation without keys from outside can't make the first one over the API. */
async function howToMakeTheFirst(response: Response): Promise<string> {
  const isKeyless = response.locals.isKeyless as () => Promise<boolean>;
  return (await isKeyless())
    ? ' There is none yet: make the first on the machine itself with "outcry keys add --role admin --name YOU" (with the embedded database, while Outcry is stopped).'
    : '';
}

async function localPerson(context: Context, request: Request): Promise<Person | null> {
  if (!context.loopback || !(await context.keys.isEmpty())) return null;
  if (!localHost.test(request.headers.host ?? '') || isPassedOn(context, request)) return null;
  return { name: 'local', role: 'admin', keyId: null };
}

/**
 * A proxy on this machine connects from it too, and many send the server's own name as Host: what it passes on is a
 * stranger's. A proxy shows itself by the settings, by a header, or by HTTP/1.0, which nginx speaks unless told otherwise.
 */
function isPassedOn({ trustedProxies, publicUrl }: Context, { headers, httpVersion }: Request): boolean {
  if (trustedProxies > 0 || httpVersion === '1.0') return true;
  if (publicUrl !== null && !localHost.test(new URL(publicUrl).host)) return true;
  return Object.keys(headers).some((name) => proxyHeader.test(name));
}

/** CSRF: where the browser itself adds the credential, only our own pages may change anything. */
export function refuseForeignOrigin(request: Request): void {
  const { origin, host } = request.headers;
  const site = request.headers['sec-fetch-site'];
  const foreign = origin === undefined ? site === 'cross-site' || site === 'same-site' : hostOf(origin) !== host;
  if (foreign)
    throw new HttpProblem('origin-refused', 'Only pages of this server may do this; programs send an API key instead.');
}

function hostOf(origin: string): string | null {
  try {
    return new URL(origin).host;
  } catch {
    return null;
  }
}

/** A session is the key's id and an end, signed; a revoked key ends it. */
export function sessionCookie(context: Context, keyId: string, secure: boolean): string {
  const expiresAt = context.clock.now() + sessionMs;
  const value = `${keyId}.${expiresAt}.${signature(context.signingSecret, `${keyId}.${expiresAt}`)}`;
  return cookieText(value, sessionMs / 1_000, secure);
}

export function endedSessionCookie(secure: boolean): string {
  return cookieText('', 0, secure);
}

function cookieText(value: string, maxAgeSeconds: number, secure: boolean): string {
  return `${cookieName}=${value}; Max-Age=${maxAgeSeconds}; Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
}

async function personOfCookie(context: Context, request: Request): Promise<Person | null> {
  const match = /(?:^|;\s*)outcry_session=([0-9a-f]{8})\.(\d{1,16})\.([A-Za-z0-9_-]{43})(?:;|$)/.exec(
    request.headers.cookie ?? '',
  );
  if (!match) return null;
  const [, keyId, expiresAt, given] = match as unknown as [string, string, string, string];
  const right = signature(context.signingSecret, `${keyId}.${expiresAt}`);
  if (!timingSafeEqual(Buffer.from(given), Buffer.from(right))) return null;
  return Number(expiresAt) > context.clock.now() ? context.keys.personById(keyId) : null;
}

function signature(secret: string, text: string): string {
  return createHmac('sha256', secret).update(`session:${text}`).digest('base64url');
}
