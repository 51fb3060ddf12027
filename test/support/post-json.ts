import type { TestServer } from '../http/server.ts';

/** Sends JSON below /api/v1, as a page or a program would. */
export function poster(server: () => TestServer) {
  return (path: string, body: unknown, headers: Record<string, string> = {}) =>
    server().get(`/api/v1/${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
}
