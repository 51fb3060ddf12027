import type { BrandToken } from './brand-tokens.ts';

/*
 * What people say when something fails, in English and Spanish: the company that tells an ambiguous name ("target") from
 * the noun. Words stand in the form of `brandKey`: lower case, without accents, "n't" without its apostrophe.
 */

/** Say by themselves that something fails. */
const faultWords = words(
  `down outage outages offline unavailable unreachable unresponsive crash crashes crashed crashing glitch glitches glitching
  glitched glitchy bugged buggy bugging broken broke borked busted dead error errors fail fails failed failing lag lagging laggy slow
  frozen freeze freezes freezing froze hanging stuck buffering timeout timeouts timing dropping erroring malfunctioning
  wonky janky
  caido caida caidos caidas cayo caer cae caen falla fallas fallando fallo fallan error errores lento lenta trabado trabada colgado
  colgada bugueado intermitente intermitencia tronado tronada congelado congelada crasheo crasheando`,
);
/** Of these, words that describe what follows as well ("broken systems"): right behind a name they must end the phrase. */
const alsoBeforeNouns = words(
  `down broken broke dead slow frozen failed offline unavailable stuck error errors fail fails crash glitch hanging lag freeze timeout
  issue issues problem problems lento lenta`,
);
/** Count only where a preposition joins them to the name ("issues with", "problemas en"), or right behind it. */
const troubleWords = words('wrong issue issues trouble troubles problem problems bug bugs problema problemas');
const negations = words(
  `not no never nothing cant cannot cand wont doesnt dont isnt arent aint wasnt werent didnt couldnt havent hasnt unable stopped stops
  quit without sin nada ni tampoco nadie`,
);
/** Before the name in a question: "why won't Amazon load", "is target working for you". */
const askingVerbs = words('isnt wont cant arent hasnt doesnt is does');
/** What people want to do or to have: after a negation they are a fault. */
const wantedWords = words(
  `work works working worked load loads loading open opens opening respond responding responds connect connecting connected access
  log logging login sign signing get getting reach enter checkout check pay paying let lets letting buy order ordering use place
  launch start update refresh recognize accept take make call calls text texts send receive signal service bars internet data wifi
  connection reception search play stream sync show
  funciona funcionan funcionando funcionaba funciono sirve sirven sirviendo jala jalan jalando abre abren carga cargan cargando cargo
  responde responden conecta conectar conectarme deja dejan entra entran entrar acceder abrir iniciar ingresar pagar comprar pedir
  pasa pasan pasar usar ver anda andan agarra senal servicio internet datos linea conexion cobertura puedo`,
);
/** Words that a Spanish sentence puts before what fails: "se cayó Target", "no funciona Amazon". */
const verbsBeforeName = words(
  `caido caida cayo cae falla fallando fallo fallan funciona sirve jala abre carga responde conecta anda agarra funcionando deja`,
);
/** The same with the name as object: "can't open amazon". It must end the phrase. */
const verbsOfUse = words('access open load reach use abrir usar');
/** A number that fell, or a whole that is taken apart: nothing fails. */
const measured = words('into to by from percent pct');
const spansOfTime = words('h hr hrs hour hours min mins minute minutes day days times am pm');
/** With "out". */
const throwingOut = words(
  'logging logged logs kicking kicked kicks booting booted boots signing signed signs throws threw cutting cuts cut went goes',
);
/** With a connection. */
const losing = words('lost lose loses losing fue');
const connections = words('signal service internet connection wifi data senal servicio conexion linea');
/** May stand between a name and what fails; nothing else may. */
const betweenWords = words(
  `is are was were be been being has have had having keep keeps kept keeping just still currently totally completely fully entirely
  literally really very so super too extremely all both also even always again suddenly now today right getting gets got giving gives
  gave showing shows saying says throwing throws acting going goes went running seems seem to like me us you an a the some for
  everyone anyone else it its
  app apps site website page pages web search cart login server servers service services internet network wifi payments system
  systems checkout
  es esta estan estaba estuvo se ha han ya muy todo toda me te nos le les lo la anda andan sigue siguen da dan dando tira
  sale salen un una tan super otra vez hoy ahora mucho bastante totalmente completamente`,
);
/** What may follow a name that ends its phrase. Anything else makes a compound of it: "target audience". */
const followers = words(
  `and or but so because since when while if is are was isnt either rn right now today tonight again anymore anyone anybody
  everyone at for in on from this too though yet all either lol omg ugh pls please help also after before just currently
  y o pero porque desde cuando si hoy ahora otra alguien ayer tampoco esta con en por que`,
);
const reachWords = 10;

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(/\s+/));
}

/** How many words from `at` on say that something fails ("crashed"; "won't let me pay"); 0 when they don't. */
function faultAt(tokens: readonly BrandToken[], at: number): number {
  const { key } = tokens[at]!;
  if (faultWords.has(key)) return isMeasured(tokens, at + 1) ? 0 : 1;
  if (throwingOut.has(key)) return reaches(tokens, at, (word) => word === 'out');
  if (losing.has(key)) return reaches(tokens, at, (word) => connections.has(word));
  if (!negations.has(key)) return 0;
  for (let index = at + 1; index <= at + 4 && index < tokens.length; index++) {
    const token = tokens[index]!;
    if (token.opens) return 0;
    if (wantedWords.has(token.key)) return isIdiom(tokens, index) ? 0 : index - at + 1;
  }
  return 0;
}

/** "logs me out", "se fue la señal": how many words to one of the next three that is meant; 0 without it. */
function reaches(tokens: readonly BrandToken[], at: number, isMeant: (key: string) => boolean): number {
  for (let index = at + 1; index <= at + 3 && index < tokens.length && !tokens[index]!.opens; index++)
    if (isMeant(tokens[index]!.key)) return index - at + 1;
  return 0;
}

/** True for a word like "down" that tells a measure or a division, no fault. */
export function tellsMeasure(tokens: readonly BrandToken[], at: number): boolean {
  return faultWords.has(tokens[at]!.key) && isMeasured(tokens, at + 1);
}

/** Behind such a word: "5 percent", "into steps", "down into", "to 80". */
function isMeasured(tokens: readonly BrandToken[], at: number): boolean {
  const next = tokens[at];
  if (next === undefined || next.opens || next.apart) return false;
  if (/^\d/.test(next.key))
    return !spansOfTime.has(tokens[at + 1]?.key ?? '') && !/^\d+(?:h|hrs?|mins?|x)$/.test(next.key);
  if (measured.has(next.key)) return true;
  return next.key === 'down' && tokens[at + 1]?.key === 'into';
}

/** "not working out". */
function isIdiom(tokens: readonly BrandToken[], at: number): boolean {
  return tokens[at]!.key.startsWith('work') && tokens[at + 1]?.key === 'out';
}

/** True when the phrase ends after the word: text or sentence does, or a word follows that can't be described by it. */
export function endsPhrase(tokens: readonly BrandToken[], at: number): boolean {
  const next = tokens[at + 1];
  return next === undefined || next.opens || next.apart || followers.has(next.key);
}

/**
 * "Target isn't working", "amazon keeps crashing", "ATT and Verizon both down": what fails is the word at `at`. `isName` tells
 * whether a brand begins at a word: "and Verizon" may stand between.
 */
export function failsItself(tokens: readonly BrandToken[], at: number, isName: (key: string) => boolean): boolean {
  if (askingVerbs.has(tokens[at - 1]?.key ?? '')) {
    const wanted = tokens[at + 1];
    if (wanted && !wanted.apart && wantedWords.has(wanted.key) && endsPhrase(tokens, at + 1)) return true;
  }
  for (let index = at + 1; index <= at + 6 && index < tokens.length; index++) {
    const token = tokens[index]!;
    if (token.opens || token.apart) return false;
    const length = faultAt(tokens, index) || Number(troubleWords.has(token.key));
    if (length > 0) return index > at + 1 || !alsoBeforeNouns.has(token.key) || endsPhrase(tokens, index);
    const joins = /^(?:and|y|or|o)$/.test(token.key) && isName(tokens[index + 1]?.key ?? '');
    if (joins) index++;
    else if (!betweenWords.has(token.key)) return false;
  }
  return false;
}

/** "se cayó Target", "no me funciona Amazon", "can't open amazon". */
export function failsBefore(tokens: readonly BrandToken[], at: number): boolean {
  const verb = tokens[at - 1]?.key ?? '';
  const leads = verbsBeforeName.has(verb) || (verbsOfUse.has(verb) && endsPhrase(tokens, at));
  if (!leads || tokens[at]!.apart) return false;
  for (let start = Math.max(0, at - 5); start < at; start++) if (start + faultAt(tokens, start) === at) return true;
  return false;
}

/** True when something fails in the same sentence at most ten words before the name, or ten behind it up to the next mark. */
export function failsNear(tokens: readonly BrandToken[], at: number): boolean {
  if (failsAhead(tokens, at)) return true;
  for (let index = at + 1; index <= at + reachWords && index < tokens.length; index++) {
    const { opens, apart } = tokens[index]!;
    if (opens || apart) return false;
    if (faultAt(tokens, index) > 0) return true;
  }
  return false;
}

/** True when something fails in the words before the name: "can't log into", "errores en". */
export function failsAhead(tokens: readonly BrandToken[], at: number): boolean {
  for (let index = at; index > 0 && index > at - reachWords && !tokens[index]!.opens; index--) {
    const before = index - 1;
    if (troubleWords.has(tokens[before]!.key) || faultAt(tokens, before) > 0) return true;
  }
  return false;
}
