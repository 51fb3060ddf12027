import type { BrandPack } from '../../core/words/brand.ts';
import { formChoices } from '../../core/words/form-choices.ts';
import { texts } from '../../core/words/form-texts.ts';
import { type Markup, markup } from '../status/markup.ts';

const { en, es } = texts;

/** What became of the report just sent: its kind when it was taken. */
export type FormNews = 'current' | 'resolved' | 'refused';

/** The form for browsers without JavaScript: the same questions, in both languages at once. */
export function plainFormDocument(pack: BrandPack, news: FormNews | null): Markup {
  const { name, demonstration } = pack;
  const { symptoms, surfaces } = formChoices(pack);
  return markup`<main class="card stack">
${demonstration ? markup`<p><span class="tag">${en.demonstration}</span></p>` : null}
<header class="stack tight"><h1>${en.title(name)}</h1><p lang="es">${es.title(name)}</p></header>
${news && told(news)}
<form class="stack" method="post">
${choice({ name: 'symptom', key: 'what', ids: symptoms, labels: 'symptoms', required: true })}
${choice({ name: 'surface', key: 'where', ids: surfaces, labels: 'surfaces', required: false })}
<label class="field"><span class="label">${both(en.place, es.place)}</span><input name="place" maxlength="200" autocomplete="off" /></label>
<label class="field"><span class="label">${both(en.note, es.note)}</span><textarea name="text" rows="2" maxlength="2000"></textarea></label>
<p class="row"><button class="button primary large" name="kind" value="current">${both(en.send, es.send)}</button>
<button class="button large" name="kind" value="resolved" formnovalidate>${both(en.fixed, es.fixed)}</button></p>
</form>
<p class="muted small">${en.privacy} <span lang="es">${es.privacy}</span></p>
</main>`;
}

interface Choice {
  name: string;
  key: 'what' | 'where';
  ids: readonly string[];
  labels: 'symptoms' | 'surfaces';
  required: boolean;
}

function choice({ name, key, ids, labels, required }: Choice): Markup {
  const label = (id: string, words: typeof en) => (words[labels] as Record<string, string | undefined>)[id] ?? id;
  const needed = required && markup` required`;
  return markup`<fieldset><legend>${both(en[key], es[key])}</legend><div class="chips">${ids.map(
    (id) =>
      markup`<label class="chip"><input type="radio" name="${name}" value="${id}"${needed} /><span>${both(label(id, en), label(id, es))}</span></label>`,
  )}</div></fieldset>`;
}

function both(english: string, spanish: string): Markup {
  return markup`${english} · <span lang="es">${spanish}</span>`;
}

function told(news: FormNews): Markup {
  const key = ({ current: 'thanks', resolved: 'thanksFixed', refused: 'tooOften' } as const)[news];
  return markup`<p class="sheet" role="status"><strong>${en[key]}</strong> <span lang="es">${es[key]}</span></p>`;
}
