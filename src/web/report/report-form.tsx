import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { type FormChoices, formChoices } from '../../core/words/form-choices.ts';
import { type Texts, texts } from '../../core/words/form-texts.ts';
import { type SurfaceId, surfaceIds } from '../../core/words/surface.ts';
import { type SymptomId, symptomIds } from '../../core/words/symptom.ts';
import type { FormReport } from '../../http/requests.ts';
import type { BrandSummary, IncidentDetail } from '../../http/schemas.ts';
import { ApiError, address, getJson } from '../data/api.ts';
import { brandInAddress } from '../data/brand-in-address.ts';
import { language } from './language.ts';
import { Languages } from './languages.tsx';
import { ReportFields } from './report-fields.tsx';
import { SameHere } from './same-here.tsx';
import { reportSender } from './send-report.ts';
import { Thanks } from './thanks.tsx';

export type Send = (report: FormReport) => Promise<void>;
type Outcome = 'none' | 'sending' | 'current' | 'resolved';

/** What the document itself says of the brand, before anything was asked. */
function knownFromDocument(): { name: string | undefined; choices: FormChoices } {
  const { brand: name, symptoms, surfaces } = document.getElementById('page')?.dataset ?? {};
  // A document that doesn't tell, as in development, offers all.
  const choices =
    symptoms && surfaces
      ? { symptoms: symptoms.split(' ') as SymptomId[], surfaces: surfaces.split(' ') as SurfaceId[] }
      : formChoices({ role: 'brand', symptoms: [...symptomIds], surfaces: [...surfaceIds] });
  return { name, choices };
}

export function ReportForm() {
  const known = useMemo(knownFromDocument, []);
  const id = brandInAddress();
  const brand = useSignal<BrandSummary | null>(null);
  const incident = useSignal<IncidentDetail | null>(null);
  const missing = useSignal(false);
  const outcome = useSignal<Outcome>('none');
  const fault = useSignal('');
  const deliver = useMemo(() => reportSender(id), [id]);
  const words = texts[language.value];
  useEffect(() => {
    void readBrand(id).then((found) => {
      brand.value = found.brand;
      incident.value = found.incident;
      missing.value = found.missing;
    });
  }, [id, brand, incident, missing]);
  useEffect(() => {
    document.title = words.title(brand.value?.name ?? known.name ?? id);
  });
  const send: Send = async (report) => {
    outcome.value = 'sending';
    fault.value = '';
    try {
      await deliver({ ...report, lang: language.value });
      outcome.value = report.kind ?? 'current';
    } catch (error) {
      outcome.value = 'none';
      fault.value = faultWords(error, words);
    }
  };
  if (missing.value) return <main class="card">{<h1>{words.unknownBrand}</h1>}</main>;
  return (
    <main class="card stack">
      <Languages />
      <header class="stack tight">
        {brand.value?.demo && (
          <p>
            <span class="tag">{words.demonstration}</span>
          </p>
        )}
        <h1>{words.title(brand.value?.name ?? known.name ?? '…')}</h1>
      </header>
      {outcome.value === 'current' || outcome.value === 'resolved' ? (
        <Thanks
          text={outcome.value === 'resolved' ? words.thanksFixed : words.thanks}
          onAgain={() => {
            outcome.value = 'none';
          }}
        />
      ) : (
        <>
          {incident.value && <SameHere incident={incident.value} send={send} />}
          <ReportFields choices={known.choices} isSending={outcome.value === 'sending'} fault={fault} send={send} />
        </>
      )}
      <p class="muted small">{words.privacy}</p>
    </main>
  );
}

function faultWords(error: unknown, words: Texts): string {
  if (!(error instanceof ApiError)) return words.unreachable;
  if (error.status === 428 || error.status === 429) return words.tooOften;
  return error.status === 0 || error.status >= 500 ? words.unreachable : `${words.unreachable} (${error.message})`;
}

// The form itself must work even when the rest can't be read: only "no such brand" ends it.
async function readBrand(id: string) {
  const nothing = { brand: null, incident: null, missing: false };
  try {
    const brand = await getJson<BrandSummary>(address(`brands/${encodeURIComponent(id)}`));
    if (!brand.incidentId) return { ...nothing, brand };
    const incident = await getJson<IncidentDetail>(address(`incidents/${encodeURIComponent(brand.incidentId)}`)).catch(
      () => null,
    );
    return { ...nothing, brand, incident };
  } catch (error) {
    return { ...nothing, missing: error instanceof ApiError && (error.status === 404 || error.status === 400) };
  }
}
