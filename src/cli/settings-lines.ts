import type { z } from 'zod';

/** The settings of a kind of source or channel, a line each, with what they mean and their defaults. */
export function settingsLines(settings: z.ZodObject): string {
  const defaults = settings.partial().safeParse({}).data as Record<string, unknown> | undefined;
  const lines = Object.entries(settings.shape).map(([name, field]) => {
    const value = defaults?.[name];
    const usual = value === undefined ? '' : ` Default: ${JSON.stringify(value)}.`;
    return `    ${name.padEnd(20)}${(field as { description?: string }).description ?? ''}${usual}\n`;
  });
  return lines.join('');
}
