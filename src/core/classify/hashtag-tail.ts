/** Joined in hashtags: what stands there for several words. */
const joined: Record<string, string[]> = {
  notworking: ['not', 'working'],
  isntworking: ['isnt', 'working'],
  notloading: ['not', 'loading'],
  wontload: ['wont', 'load'],
  wontopen: ['wont', 'open'],
  nofunciona: ['no', 'funciona'],
  nosirve: ['no', 'sirve'],
  noabre: ['no', 'abre'],
  nocarga: ['no', 'carga'],
  secayo: ['se', 'cayo'],
  otravez: ['otra', 'vez'],
};

/** What may follow a brand in a hashtag or an account name: "#walmartdown", "#iswalmartdown", "#walmartappdown". */
const tailPattern =
  /^(is|are)?(app|apps|site|website|pay|com|store|online|login|servers?)?(is|still)?(down|outages?|fails?|failed|crash|crashed|crashing|broken|issues?|problems?|errors?|glitch|sucks|notworking|isntworking|notloading|wontload|wontopen|nofunciona|nosirve|noabre|nocarga|secayo|caid[oa])?(again|today|now|otravez|hoy)?$/;

/** The words behind a brand's name in a lower-case hashtag: "appdown" → app, down. Null where they make something else of it. */
export function tailWords(tail: string): string[] | null {
  if (tail === '') return null;
  const match = tailPattern.exec(tail);
  return match === null ? null : match.slice(1).flatMap((word) => (word === undefined ? [] : (joined[word] ?? [word])));
}
