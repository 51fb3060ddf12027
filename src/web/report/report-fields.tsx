import type { Signal } from '@preact/signals';
import type { FormChoices } from '../../core/words/form-choices.ts';
import { texts } from '../../core/words/form-texts.ts';
import type { SurfaceId } from '../../core/words/surface.ts';
import type { SymptomId } from '../../core/words/symptom.ts';
import { language } from './language.ts';
import type { Send } from './report-form.tsx';

interface Props {
  choices: FormChoices;
  isSending: boolean;
  fault: Signal<string>;
  send: Send;
}

/** Two taps and a place. */
export function ReportFields({ choices, isSending, fault, send }: Props) {
  const words = texts[language.value];
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const fields = new FormData(form);
    const symptom = fields.get('symptom') as SymptomId | null;
    if (!symptom) {
      fault.value = words.chooseFirst;
      form.querySelector<HTMLInputElement>('input[name=symptom]')?.focus();
      return;
    }
    const surface = fields.get('surface') as SurfaceId | null;
    void send({ kind: 'current', symptoms: [symptom], surfaces: surface ? [surface] : [], ...written(fields) });
  };
  return (
    <form class="stack" onSubmit={submit} noValidate>
      <Choice name="symptom" legend={words.what} ids={choices.symptoms} labels={words.symptoms} />
      <Choice name="surface" legend={words.where} ids={choices.surfaces} labels={words.surfaces} />
      <label class="field">
        <span class="label">
          {words.place} <small>{words.optional}</small>
        </span>
        <input name="place" maxLength={200} placeholder={words.placeHint} autocomplete="off" />
      </label>
      <label class="field">
        <span class="label">
          {words.note} <small>{words.optional}</small>
        </span>
        <textarea name="text" rows={2} maxLength={2000} />
      </label>
      <p class="fault" role="alert">
        {fault.value}
      </p>
      <div>
        <button type="submit" class="button primary large" disabled={isSending}>
          {isSending ? words.sending : words.send}
        </button>
      </div>
    </form>
  );
}

function written(fields: FormData) {
  const entries = ['place', 'text'].map((name) => [name, String(fields.get(name) ?? '').trim()] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== ''));
}

interface ChoiceProps<Id extends string> {
  name: string;
  legend: string;
  ids: Id[];
  labels: Partial<Record<Id, string>>;
}

function Choice<Id extends string>({ name, legend, ids, labels }: ChoiceProps<Id>) {
  return (
    <fieldset>
      <legend>{legend}</legend>
      <div class="chips">
        {ids.map((id) => (
          <label key={id} class="chip">
            <input type="radio" name={name} value={id} />
            <span>{labels[id] ?? id}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
