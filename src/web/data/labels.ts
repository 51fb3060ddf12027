import { type Signal, useSignal } from '@preact/signals';
import type { LabelAnswer, LabelBody } from '../../http/label-schemas.ts';
import type { ReportAnswer } from '../../http/schemas.ts';
import { ApiError, address, deleteJson, postJson } from './api.ts';

/** Posts that were labeled or set back on this page, as they are now and as they were: they keep their place until the page goes. */
export type Touched = Record<string, { now: ReportAnswer; was: ReportAnswer }>;

export interface Labels {
  touched: Signal<Touched>;
  fault: Signal<string>;
  put(post: ReportAnswer, said: Omit<LabelBody, 'brand'>): Promise<boolean>;
  takeBack(post: ReportAnswer): Promise<boolean>;
}

export function useLabels(): Labels {
  const touched = useSignal<Touched>({});
  const fault = useSignal('');
  const attempt = async (before: ReportAnswer, work: () => Promise<ReportAnswer>): Promise<boolean> => {
    try {
      const now = await work();
      const was = touched.value[now.id]?.was ?? before;
      touched.value = { ...touched.value, [now.id]: { now, was } };
      fault.value = '';
      return true;
    } catch (error) {
      fault.value = error instanceof ApiError ? error.message : 'The server cannot be reached.';
      return false;
    }
  };
  return {
    touched,
    fault,
    put: (post, said) =>
      attempt(post, async () => {
        const path = `reports/${encodeURIComponent(post.id)}/labels`;
        return withLabel(post, await postJson<LabelAnswer>(address(path), { brand: post.brand, ...said }));
      }),
    takeBack: (post) =>
      attempt(post, async () => setBack(post, await deleteJson<LabelAnswer>(address(`labels/${post.label?.id ?? 0}`)))),
  };
}

function withLabel(post: ReportAnswer, { id, at, reason, kind, symptoms, surfaces, old }: LabelAnswer): ReportAnswer {
  const label = { id, at, by: 'you', reason, oldKind: old.kind };
  return { ...post, kind, symptoms, surfaces, model: 'person', label };
}

function setBack(post: ReportAnswer, { old }: LabelAnswer): ReportAnswer {
  return { ...post, ...old, label: null };
}
