import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Kind } from '../../core/words/report.ts';
import type { ReportAnswer } from '../../http/schemas.ts';
import type { Labels } from '../data/labels.ts';
import { kindNames } from '../words/kind.ts';
import { symptomNames } from '../words/symptom.ts';

interface Props {
  post: ReportAnswer;
  labels: Labels;
}

/** What the model said can be corrected with one press, or in full; a correction can be taken back. */
export function Relabel({ post, labels }: Props) {
  const open = useSignal(false);
  const first = useRef<HTMLButtonElement>(null);
  const moved = useRef(false);
  // The control that was pressed is gone: its successor takes the focus, as long as nobody moved on.
  useEffect(() => {
    if (moved.current) first.current?.focus();
    moved.current = false;
  }, [post.label?.id]);
  const does = (work: Promise<boolean>) => {
    moved.current = true;
    open.value = false;
    return work;
  };
  const about = <span class="hidden-text"> “{post.text.slice(0, 60)}”</span>;
  if (post.label)
    return (
      <p class="row labeled">
        <span>
          {kindNames[post.kind]}, says <bdi>{post.label.by}</bdi> (was: {kindNames[post.label.oldKind]})
        </span>
        <button ref={first} type="button" class="button plain" onClick={() => void does(labels.takeBack(post))}>
          Take back{about}
        </button>
      </p>
    );
  const opposite: Kind = post.kind === 'current' ? 'none' : 'current';
  return (
    <>
      <p class="row labeled">
        <button
          ref={first}
          type="button"
          class="button plain"
          onClick={() => void does(labels.put(post, { kind: opposite }))}
        >
          {opposite === 'none' ? 'Not a report' : 'Is a report'}
          {about}
        </button>
        <button
          type="button"
          class="button plain"
          aria-expanded={open.value}
          onClick={() => (open.value = !open.value)}
        >
          Correct…{about}
        </button>
      </p>
      {open.value && <CorrectionForm post={post} send={(said) => does(labels.put(post, said))} />}
    </>
  );
}

type Said = Parameters<Labels['put']>[1];

function CorrectionForm({ post, send }: { post: ReportAnswer; send: (said: Said) => Promise<boolean> }) {
  const kind = useSignal<Kind>(post.kind);
  const isProblem = kind.value !== 'none' && kind.value !== 'chatter';
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const symptoms = form.getAll('symptom') as NonNullable<Said['symptoms']>;
    void send({ kind: kind.value, ...(isProblem ? { symptoms } : {}), reason: String(form.get('reason') ?? '') });
  };
  return (
    <form class="stack tight correction" onSubmit={submit} aria-label="Correction">
      <div class="controls">
        <label>
          It is
          <select name="kind" value={kind.value} onChange={(event) => (kind.value = event.currentTarget.value as Kind)}>
            {(Object.keys(kindNames) as Kind[]).map((id) => (
              <option key={id} value={id}>
                {kindNames[id]}
              </option>
            ))}
          </select>
        </label>
        <label>
          Why
          <input name="reason" maxLength={500} />
        </label>
      </div>
      {isProblem && (
        <fieldset class="choices">
          <legend class="small muted">What is broken</legend>
          {Object.entries(symptomNames).map(([id, name]) => (
            <label key={id} class="small">
              <input type="checkbox" name="symptom" value={id} defaultChecked={post.symptoms.includes(id)} /> {name}
            </label>
          ))}
        </fieldset>
      )}
      <p>
        <button type="submit" class="button primary">
          Save
        </button>
      </p>
    </form>
  );
}
