import { z } from 'zod';
import { issueKey, listKeys, revokeKey, rotateKey } from '../../commands/manage-keys.ts';
import { isoInstant } from '../../core/words/interval.ts';
import { apiKey, newApiKey, rotatedApiKey, session } from '../access-schemas.ts';
import { actingOf } from '../acting.ts';
import { endedSessionCookie, refuseForeignOrigin, sessionCookie } from '../auth.ts';
import { actorOf, type Person } from '../key-ring.ts';
import { limitSignIns } from '../limits.ts';
import { HttpProblem } from '../problem.ts';
import { keyPath, keyRotationBody, newKeyBody, noQuery, sessionBody } from '../requests.ts';
import { defineRoute, type Route } from '../route.ts';

const sessionRoutes: Route[] = [
  defineRoute({
    method: 'get',
    path: '/session',
    summary: 'Who I am to the API',
    needs: null,
    querySchema: noQuery,
    answers: { status: 200, description: 'The person, or role `none`', schema: session },
    run: (_context, { person }) => sessionAnswer(person),
  }),
  defineRoute({
    method: 'post',
    path: '/session',
    summary: 'Signs a page in: trades a key for a cookie that scripts can’t read',
    needs: null,
    bodySchema: sessionBody,
    before: limitSignIns,
    answers: { status: 200, description: 'Signed in for twelve hours', schema: session },
    run: async (context, { body, request, response }) => {
      refuseForeignOrigin(request);
      const person = await context.keys.personOf(body.key);
      if (!person?.keyId) throw new HttpProblem('key-invalid', 'This is not a key in force.');
      response.setHeader('Set-Cookie', sessionCookie(context, person.keyId, request.secure));
      return sessionAnswer(person);
    },
  }),
  defineRoute({
    method: 'delete',
    path: '/session',
    summary: 'Signs the page out',
    needs: null,
    answers: { status: 200, description: 'Signed out', schema: session },
    run: (_context, { request, response }) => {
      refuseForeignOrigin(request);
      response.setHeader('Set-Cookie', endedSessionCookie(request.secure));
      return sessionAnswer(null);
    },
  }),
];

const keyRoutes: Route[] = [
  defineRoute({
    method: 'get',
    path: '/keys',
    summary: 'All API keys, without their secrets',
    needs: 'admin',
    querySchema: noQuery,
    answers: { status: 200, description: 'The keys', schema: z.object({ items: z.array(apiKey) }) },
    run: async (context) => ({
      items: (await listKeys(context.database)).map((key) => ({
        ...key,
        createdAt: isoInstant(key.createdAt),
        revokedAt: key.revokedAt === null ? null : isoInstant(key.revokedAt),
      })),
    }),
  }),
  defineRoute({
    method: 'post',
    path: '/keys',
    summary: 'Issues a key; its text is shown this once',
    needs: 'admin',
    bodySchema: newKeyBody,
    answers: { status: 201, description: 'The new key', schema: newApiKey },
    run: async (context, { body, person }) => {
      const issued = await issueKey(actingOf(context, person), body);
      context.keys.forget();
      context.events.keyIssued({ id: issued.id, role: issued.role, by: actorOf(person) });
      return { ...issued, createdAt: isoInstant(issued.createdAt), revokedAt: null };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/keys/:id/rotation',
    summary: 'Issues a key in the place of another, which ends after an overlap',
    needs: 'admin',
    pathSchema: keyPath,
    bodySchema: keyRotationBody,
    answers: { status: 201, description: 'The new key, with name and role of the old', schema: rotatedApiKey },
    run: async (context, { path, body, person }) => {
      const rotated = await rotateKey(actingOf(context, person), { id: path.id, ...body });
      if (!rotated) throw unknownKey(path.id);
      context.keys.forget();
      context.events.keyIssued({ id: rotated.id, role: rotated.role, by: actorOf(person) });
      const { createdAt, oldEndsAt } = rotated;
      return { ...rotated, createdAt: isoInstant(createdAt), revokedAt: null, oldEndsAt: isoInstant(oldEndsAt) };
    },
  }),
  defineRoute({
    method: 'delete',
    path: '/keys/:id',
    summary: 'Revokes a key',
    needs: 'admin',
    pathSchema: keyPath,
    answers: { status: 200, description: 'The key is no longer in force', schema: z.object({ revoked: z.string() }) },
    run: async (context, { path, person }) => {
      if (!(await revokeKey(actingOf(context, person), path.id))) throw unknownKey(path.id);
      context.keys.forget();
      context.events.keyRevoked({ id: path.id, by: actorOf(person) });
      return { revoked: path.id };
    },
  }),
];

export const accessRoutes: Route[] = [...sessionRoutes, ...keyRoutes];

function unknownKey(id: string): HttpProblem {
  return new HttpProblem('key-unknown', `There is no key "${id}" in force.`);
}

function sessionAnswer(person: Person | null) {
  if (!person) return { role: 'none', name: '', local: false };
  return { role: person.role, name: person.name, local: person.keyId === null };
}
