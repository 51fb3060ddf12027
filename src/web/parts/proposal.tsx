import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { keepsPromise, promisingAnew } from '../../core/incident/next-update.ts';
import type { IncidentDetail, SessionAnswer } from '../../http/schemas.ts';
import type { CommsAnswer } from '../../http/statement-shapes.ts';
import { ActionForm } from './action-form.tsx';
import { NameField } from './handling.tsx';

type Draft = NonNullable<CommsAnswer['draft']>;

interface Words {
  en: string;
  es: string;
  /** As the field has it; empty: no next update is promised. */
  minutes: string;
}

interface ProposalProps {
  path: string;
  incident: IncidentDetail;
  draft: Draft;
  session: SessionAnswer | null;
}

/** The draft changes with what is known. Who edits keeps the one that the editing began with, until they take the newer one. */
export function Proposal({ path, incident, draft, session }: ProposalProps) {
  const edited = useSignal<{ from: Draft; words: Words } | null>(null);
  const first = useRef<HTMLTextAreaElement>(null);
  const { from, words } = edited.value ?? { from: draft, words: wordsOf(draft) };
  const change = (changes: Partial<Words>) => {
    const next = { ...words, ...changes };
    edited.value = isSame(next, wordsOf(from)) ? null : { from, words: next };
  };
  const takeNewer = () => {
    edited.value = null;
    first.current?.focus();
  };
  const body = (fields: FormData) => ({
    name: fields.get('name'),
    en: words.en,
    es: words.es,
    ...promiseOf(from, words),
  });
  return (
    <>
      <ActionForm
        path={`${path}/statements`}
        brand={incident.brand}
        action="Put up for approval"
        done="It stands below."
        body={body}
        onDone={() => (edited.value = null)}
        keeps
      >
        <Text label="English, drafted from what is known" language="en" {...{ words, change }} field={first} />
        <Text label="Spanish" language="es" {...{ words, change }} />
        <label>
          Next update, minutes
          <input
            name="minutes"
            type="number"
            min="5"
            max="1440"
            value={words.minutes}
            onInput={(event) => change(promisedWithin(words, event.currentTarget.value))}
          />
        </label>
        <NameField session={session} />
      </ActionForm>
      <div role="status">
        {!isSame(wordsOf(from), wordsOf(draft)) && (
          <p class="row small">
            A newer draft exists.{' '}
            <button type="button" class="button" onClick={takeNewer}>
              Take it instead
            </button>
          </p>
        )}
        {!isKept(words) && (
          <p class="small muted">
            The status page goes by the number of minutes;{' '}
            {words.minutes === ''
              ? 'without one it promises no update, the text does'
              : 'the text does not say the same'}
            .
          </p>
        )}
      </div>
    </>
  );
}

interface TextProps {
  label: string;
  language: 'en' | 'es';
  words: Words;
  change: (changes: Partial<Words>) => void;
  field?: { current: HTMLTextAreaElement | null };
}

function Text({ label, language, words, change, field }: TextProps) {
  return (
    <label class="wide">
      {label}
      <textarea
        {...(field ? { ref: field } : {})}
        name={language}
        rows={3}
        required
        maxLength={2000}
        lang={language}
        value={words[language]}
        onInput={(event) => change({ [language]: event.currentTarget.value })}
      />
    </label>
  );
}

function wordsOf({ en, es, nextUpdateMinutes }: Draft): Words {
  return { en, es, minutes: String(nextUpdateMinutes ?? '') };
}

function isSame(a: Words, b: Words): boolean {
  return a.en === b.en && a.es === b.es && a.minutes === b.minutes;
}

/** The number speaks for both texts as long as their promise is worded as drafted. */
function promisedWithin({ en, es }: Words, minutes: string): Words {
  if (minutes === '') return { en, es, minutes };
  return { minutes, en: promisingAnew(en, Number(minutes), 'en'), es: promisingAnew(es, Number(minutes), 'es') };
}

function isKept(words: Words): boolean {
  const minutes = minutesOf(words);
  return keepsPromise(words.en, minutes, 'en') && keepsPromise(words.es, minutes, 'es');
}

function promiseOf({ kind }: Draft, words: Words) {
  return { kind, nextUpdateMinutes: minutesOf(words) };
}

function minutesOf({ minutes }: Words): number | null {
  return minutes === '' ? null : Number(minutes);
}
