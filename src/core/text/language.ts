import { createTokens, hashWord, type Tokens, tokenize, tokenKind } from './tokenize.ts';

/** Languages that the classifier reads. All others are answered openly as unsupported. */
export const supportedLanguages = ['en', 'es'] as const;

/** Frequent words that tell a language from its neighbours; a word may stand in several lists and then counts for each. */
const lists: Record<string, string> = {
  en: 'the and is are was were to of in on it its i you my your me we they this that for with have has had not no cant dont doesnt isnt wont im ive be been do does did at from what why how when who just still all any anyone up down out get got can will would there their them our us but if or so as by an a he she his her app website site login page error working work back again now please help thanks thank off love need want still today',
  es: 'el la los las de que y en un una es no se por con para su mi me te lo le del al como pero mas ya esta estan muy si porque cuando todo desde hace hoy aqui tambien puedo puede nada nadie alguien gracias ayuda ayer hay ser son soy tengo tiene sin sobre este esto eso ese ni nunca siempre otra vez funciona sirve anda quiero hasta donde ahora cuenta pagina tienda app',
  pt: 'o a os as de que e em um uma nao por com para seu meu minha voce voces mas ja esta estao muito quando tudo desde hoje aqui tambem posso pode nada ninguem obrigado obrigada ajuda ontem tem sao sou tenho sem isso esse nunca sempre aplicativo funciona conta pra ta do da no na dos das',
  fr: 'le la les de des du que et en un une est pas ne je vous nous ils elle il mon ma mes pour avec sur dans plus mais tout depuis bonjour merci aucun ca marche impossible ce cette qui suis sont votre vos au aux compte jai cest',
  de: 'der die das und ist nicht ich ihr wir sie es ein eine einen mit auf fur von zu den dem im bei seit aber auch noch nur kein keine mein meine euch bitte danke geht wird sind habe hat wieder warum wie oder schon nach immer',
  it: 'il lo la i gli le di che e in un una e non per con mi mio mia ma piu gia sono tutto quando da ieri oggi grazie aiuto funziona anche come perche nessuno sempre del della dei nel nella ho hai ha questo questa',
  nl: 'de het een en is niet ik jullie wij zij mijn met op voor van te aan bij maar ook nog geen naar dat dit er wat waarom hoe als al weer sinds bedankt werkt storing kan hebben heb heeft was zijn jij je',
  tr: 've bir bu da de ne icin ile ama cok degil yok var mi mu ben siz biz neden nasil hala bugun hic kadar gibi daha olarak tesekkur lutfen calismiyor giris oldu olan sorun bana yardimci olur musun misiniz telefon konusunda nasil olacak cok degil sey simdi',
  id: 'yang dan di ini itu tidak ada saya kami untuk dengan dari ke sudah bisa apa kenapa gak nggak juga kok min tolong mohon banget aja udah lagi mau sampai terima kasih',
  tl: 'ang ng sa na mga ko mo po ba hindi wala lang naman kasi yung nyo ninyo bakit paano salamat ako kayo pa din rin kung',
};

const codes = Object.keys(lists);
/** One bit for each list that a word stands in, by the word's hash (open addressing; a bit set means a slot taken). */
const slotMask = 4095;
const hashes = new Int32Array(slotMask + 1);
const listBits = new Uint16Array(slotMask + 1);
for (const [index, code] of codes.entries()) {
  for (const word of lists[code]!.split(' ')) {
    const slot = slotOf(hashWord(word));
    hashes[slot] = hashWord(word);
    listBits[slot]! |= 1 << index;
  }
}

/** The word's slot, or the free one where it would go. */
function slotOf(hash: number): number {
  let slot = (hash ^ (hash >>> 16)) & slotMask;
  while (listBits[slot] !== 0 && hashes[slot] !== hash) slot = (slot + 1) & slotMask;
  return slot;
}

/** Scripts that belong to one language here, by their first and last code unit. */
const scripts: [code: string, from: number, to: number][] = [
  ['el', 0x370, 0x3ff],
  ['ru', 0x400, 0x52f],
  ['he', 0x590, 0x5ff],
  ['ar', 0x600, 0x77f],
  ['hi', 0x900, 0x97f],
  ['bn', 0x980, 0x9ff],
  ['ta', 0xb80, 0xbff],
  ['te', 0xc00, 0xc7f],
  ['th', 0xe00, 0xe7f],
  ['ja', 0x3040, 0x30ff],
  ['zh', 0x4e00, 0x9fff],
  ['ko', 0xac00, 0xd7a3],
];

/** Words of each list in the text at hand. */
const counts = new Int32Array(codes.length);

/**
 * ISO 639-1 code of a text's language, or `und` when its words don't tell. Counts frequent words of ten languages, as
 * in Grefenstette (1995); a foreign script decides by itself. English and Spanish win ties: they are what we mostly read.
 */
export function languageOfTokens(tokens: Tokens): string {
  const script = scriptOf(tokens);
  if (script !== null) return script;
  counts.fill(0);
  let words = 0;
  for (let i = 0; i < tokens.count; i++) {
    if (tokens.kind[i] !== tokenKind.word) continue;
    words++;
    for (let bits = listBits[slotOf(tokens.hash[i]!)]!; bits !== 0; bits &= bits - 1)
      counts[31 - Math.clz32(bits & -bits)]!++;
  }
  let best = 0;
  for (let k = 1; k < counts.length; k++) if (counts[k]! > counts[best]!) best = k;
  const native = Math.max(counts[0]!, counts[1]!);
  if (counts[best] === 0) return 'und';
  if (best > 1 && (counts[best]! < 2 || counts[best]! < native + 2 || counts[best]! * 6 < words))
    return native > 0 ? supportedLanguages[counts[1]! > counts[0]! ? 1 : 0] : 'und';
  return codes[best]!;
}

/** `languageOfTokens` for a text. */
export function detectLanguage(text: string): string {
  const tokens = createTokens(200);
  tokenize(text, tokens);
  return languageOfTokens(tokens);
}

/** The script's language when more than half of the letters are of it. */
function scriptOf(tokens: Tokens): string | null {
  const end = tokens.count === 0 ? 0 : tokens.to[tokens.count - 1]!;
  let foreign = 0;
  let last = 0;
  for (let i = 0; i < end; i++) {
    if (tokens.letters[i]! < 0x370) continue;
    foreign++;
    last = tokens.letters[i]!;
  }
  if (foreign * 2 <= end || foreign === 0) return null;
  const hasKana = tokens.letters.subarray(0, end).some((code) => code >= 0x3040 && code <= 0x30ff);
  if (hasKana) return 'ja';
  return scripts.find(([, from, to]) => last >= from && last <= to)?.[0] ?? 'und';
}
