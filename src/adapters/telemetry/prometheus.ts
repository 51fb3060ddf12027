import { z } from 'zod';
import { type TelemetrySample, worseValue } from '../../core/incident/telemetry-stretches.ts';
import { SourceError } from '../../ports/source.ts';
import type { TelemetryReader } from '../../ports/telemetry.ts';
import type { Fetcher } from '../net/fetcher.ts';

const samples = z.array(z.tuple([z.number(), z.string()]));
const answer = z.object({
  status: z.literal('success'),
  data: z.object({ resultType: z.literal('matrix'), result: z.array(z.object({ values: samples.optional() })) }),
  warnings: z.array(z.string()).optional(),
});

export interface PrometheusOptions {
  /** Address without /api/v1; a path before it is kept (Thanos, Mimir, a proxy). */
  url: string;
  bearerToken?: string | undefined;
  fetcher: Fetcher;
}

/** Range queries of the Prometheus HTTP API v1, by POST, so that a long query isn't cut. */
export function openPrometheus({ url, bearerToken, fetcher }: PrometheusOptions): TelemetryReader {
  const address = `${url.replace(/(?<!\/)\/+$/, '')}/api/v1/query_range`;
  const headers: Record<string, string> = bearerToken ? { authorization: `Bearer ${bearerToken}` } : {};
  return {
    async read({ text, badWhen }, { from, to, stepMs }, signal) {
      const body = new URLSearchParams({
        query: text,
        start: String((from + stepMs) / 1_000),
        end: String(to / 1_000),
        step: String(stepMs / 1_000),
      }).toString();
      const reply = await fetcher.fetch({
        url: address,
        method: 'POST',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'content-length': String(Buffer.byteLength(body)),
          accept: 'application/json',
          ...headers,
        },
        body,
        signal,
      });
      const { data, warnings = [] } = parse(reply.text, address);
      return { samples: worstOf(data.result, badWhen), warning: warnings.join('; ').slice(0, 200) };
    },
    close: () => fetcher.close(),
  };
}

function parse(text: string, address: string): z.output<typeof answer> {
  const { host } = new URL(address);
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (cause) {
    throw new SourceError('malformed', `${host} didn't answer with JSON: is ${address} Prometheus?`, { cause });
  }
  const result = answer.safeParse(content);
  if (result.success) return result.data;
  throw new SourceError('malformed', `${host} didn't answer as Prometheus does: ${result.error.issues[0]?.message}`);
}

/** "NaN" is what a ratio without traffic gives: no data. Infinities are values. */
function worstOf(series: { values?: [number, string][] | undefined }[], badWhen: 'below' | 'above'): TelemetrySample[] {
  const worst = new Map<number, number>();
  for (const { values = [] } of series)
    for (const [seconds, text] of values) {
      const value = text === '+Inf' ? Infinity : text === '-Inf' ? -Infinity : Number(text);
      if (Number.isNaN(value)) continue;
      const at = Math.round(seconds * 1_000);
      const other = worst.get(at);
      worst.set(at, other === undefined ? value : worseValue(other, value, badWhen));
    }
  return [...worst].sort(([a], [b]) => a - b).map(([at, value]) => ({ at, value }));
}
