import type { Problem } from '../../http/schemas.ts';

export type Parameters = Record<string, string | number | undefined>;

/** The API's answer "no", with its own words where it gave any. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  /** What the problem tells beside its own fields. */
  readonly extra: Record<string, unknown>;

  constructor(status: number, code: string, message: string, extra: Record<string, unknown> = {}) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.extra = extra;
  }
}

/** Address under /api/v1; what is undefined or empty is left out. */
export function address(path: string, parameters: Parameters = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== '') query.set(name, String(value));
  }
  const text = query.toString();
  return `/api/v1/${path}${text ? `?${text}` : ''}`;
}

/** Asked anew: what the page was told of must be in it. */
export async function getJson<Answer>(url: string, signal?: AbortSignal): Promise<Answer> {
  const headers = { accept: 'application/json' };
  return read<Answer>(await fetch(url, { cache: 'no-cache', headers, ...(signal ? { signal } : {}) }));
}

/** `credentials` is 'omit' for the public form: nothing that could identify a person goes along. */
export async function postJson<Answer>(url: string, body: unknown, credentials: RequestCredentials = 'same-origin'): Promise<Answer> {
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  return read<Answer>(await fetch(url, { method: 'POST', headers, credentials, body: JSON.stringify(body) }));
}

export async function deleteJson<Answer>(url: string): Promise<Answer> {
  return read<Answer>(await fetch(url, { method: 'DELETE', headers: { accept: 'application/json' } }));
}

async function read<Answer>(response: Response): Promise<Answer> {
  if (response.ok) return (await response.json()) as Answer;
  const problem = (await response.json().catch(() => null)) as Problem | null;
  throw new ApiError(response.status, problem?.code ?? 'unreadable', problem?.detail ?? `The server answered ${response.status}.`, { ...problem });
}
