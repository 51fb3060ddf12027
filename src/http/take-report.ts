import { randomUUID } from 'node:crypto';
import type { Request } from 'express';
import type { z } from 'zod';
import { cleanText } from '../ports/external-post.ts';
import type { Context } from './context.ts';
import { addressKey } from './limits.ts';
import { HttpProblem } from './problem.ts';
import type { formReport } from './requests.ts';

const formSource = 'form';

/** Hands a person's report in, under the salted key of the address: however many come from there, they are one voice. */
export async function takeReport(
  context: Context,
  { brand, body, request }: { brand: string; body: z.output<typeof formReport>; request: Request },
): Promise<string> {
  const sender = addressKey(context.addressSecret, request);
  context.admission.admit(sender, body.proof);
  const nativeId = randomUUID();
  const [result] = await context.submit([
    {
      id: `${formSource}:${nativeId}`,
      source: formSource,
      nativeId,
      author: sender,
      text: cleanText(body.text ?? ''),
      createdAt: context.clock.now(),
      lang: body.lang,
      aboutBrand: brand,
      ...(body.place ? { profileLocation: cleanText(body.place) } : {}),
      stated: { kind: body.kind, symptoms: body.symptoms, surfaces: body.surfaces },
    },
  ]);
  if (!result?.accepted)
    throw new HttpProblem('nothing-accepted', result?.message ?? 'The report could not be taken; try again shortly.');
  return nativeId;
}
