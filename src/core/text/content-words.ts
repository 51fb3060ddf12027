import { createTokens, type Tokens, tokenize, tokenKind } from './tokenize.ts';

/** Words that say nothing of what is broken: function words of English and Spanish, and what every complaint holds. */
const emptyWords = new Set(
  `the and are was were been being for with from this that these those have has had having not nor but you your yours our ours mine
  they them their its his her she him who whom which what when where why how all any some each every just only also too very really
  still again yet ever never now then than there here out off over under into onto about after before while until since because can cant
  cannot could couldnt will wont would wouldnt shall should does doesnt did didnt dont isnt arent wasnt werent hasnt havent get gets
  got getting keep keeps kept let lets make makes made try tries tried trying want wants need needs use uses used using say says said
  saying tell tells told see sees saw seen know like one two three first last day days today tonight yesterday morning afternoon evening
  night week weeks hour hours minute minutes time times year years ago anyone anybody everyone everybody someone something anything
  nothing everything else same other another more most much many few lot lots way thing things please thanks thank help hello hey guys
  lol omg wtf ugh yes yeah app apps application site website page online web service services system systems work works worked working
  broken broke break breaks down issue issues problem problems trouble error errors fail fails failed failing failure wrong bug bugs fix
  fixed fixing crash down outage happening happen happens going gone goes went come comes came take takes took user
  los las del una uno unos unas por para con sin sobre entre hasta desde como pero mas muy que quien cual cuando donde porque esta este
  esto esa ese eso estan estoy estaba son ser soy fue fui han hay haber tengo tiene tienen hace hacer hago puedo puede pueden poder quiero
  quiere nada nadie algo alguien todo toda todos todas otra otro otras otros vez veces hoy ayer ahora aqui alli dia dias hora horas
  semana siempre nunca tambien solo sigue siguen funciona funcionan sirve sirven anda problema problemas falla fallo fallas pagina sitio
  tienda gracias ayuda favor mismo misma les nos sus mis tus`
    .split(/\s+/)
    .filter((word) => word !== ''),
);

const leastLetters = 3;

/** A word of a text in the form in which texts are compared, and as it stands there. */
export interface ContentWord {
  /** Without the plural's s (Harman 1991, "S stemmer"): "cards" and "card" are one word. */
  stem: string;
  /** Folded: lower case, no accents. */
  form: string;
  /** Place among all tokens: words one apart stand side by side. */
  place: number;
}

export function createContentWords(ignored: Iterable<string>): (text: string) => ContentWord[] {
  const tokens = createTokens(400);
  const left = new Set([...ignored].map(stemOf));
  return (text) => {
    tokenize(text, tokens);
    const words: ContentWord[] = [];
    for (let i = 0; i < tokens.count; i++) {
      const kind = tokens.kind[i];
      if (kind !== tokenKind.word && kind !== tokenKind.tag) continue;
      const form = formOf(tokens, i);
      const stem = stemOf(form);
      if (form.length < leastLetters || emptyWords.has(form) || emptyWords.has(stem) || left.has(stem)) continue;
      words.push({ stem, form, place: i });
    }
    return words;
  };
}

function formOf(tokens: Tokens, i: number): string {
  return String.fromCharCode(...tokens.letters.subarray(tokens.from[i]!, tokens.to[i]!));
}

function stemOf(form: string): string {
  if (form.length < 4 || !form.endsWith('s') || form.endsWith('us') || form.endsWith('ss')) return form;
  if (form.endsWith('ies') && !/[ae]ies$/.test(form)) return `${form.slice(0, -3)}y`;
  return form.slice(0, -1);
}
