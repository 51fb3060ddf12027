import { texts } from '../../core/words/form-texts.ts';
import type { SymptomId } from '../../core/words/symptom.ts';
import type { IncidentDetail } from '../../http/schemas.ts';
import { language } from './language.ts';
import type { Send } from './report-form.tsx';

/** The form asks for what all brands share. */
function isShared(id: string): id is SymptomId {
  return !id.startsWith('own:');
}

/** One tap for people who meet what is already known, and for those for whom it is over. */
export function SameHere({ incident, send }: { incident: IncidentDetail; send: Send }) {
  const words = texts[language.value];
  const symptoms = incident.symptoms
    .map(({ id }) => id)
    .filter(isShared)
    .slice(0, 2);
  const named = symptoms.map((id) => words.symptoms[id]).filter(Boolean);
  return (
    <section class="sheet same stack tight" aria-label={words.sameTitle}>
      <p>
        {words.sameTitle}
        {named.length > 0 && (
          <>
            : <strong>{named.join(' · ')}</strong>
          </>
        )}
      </p>
      <div class="chips">
        <button type="button" class="button large" onClick={() => void send({ kind: 'current', symptoms })}>
          {words.same}
        </button>
        <button type="button" class="button large" onClick={() => void send({ kind: 'resolved', symptoms })}>
          {words.fixed}
        </button>
      </div>
    </section>
  );
}
