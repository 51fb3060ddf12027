const rows = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm'];

/** One or two slips of a thumb in words of four letters and more: swap, drop, double, neighbouring key, or a drawn-out vowel. */
export function mistype(text: string, random: () => number): string {
  const words = text.split(' ');
  const slips = random() < 0.7 ? 1 : 2;
  for (let n = 0; n < slips; n++) {
    const at = Math.floor(random() * words.length);
    if (/^[a-záéíóúñ']{4,}[.,!?]*$/i.test(words[at]!)) words[at] = slip(words[at]!, random);
  }
  return words.join(' ');
}

function slip(word: string, random: () => number): string {
  const at = 1 + Math.floor(random() * (word.length - 2));
  const chance = random();
  if (chance < 0.25) return word.slice(0, at) + word[at + 1] + word[at] + word.slice(at + 2);
  if (chance < 0.5) return word.slice(0, at) + word.slice(at + 1);
  if (chance < 0.65) return word.slice(0, at) + word[at] + word.slice(at);
  if (chance < 0.85) return word.slice(0, at) + neighbour(word[at]!, random) + word.slice(at + 1);
  return word.replace(/[aeiou](?=[^aeiou]*$)/i, (vowel) => vowel.repeat(3 + Math.floor(random() * 3)));
}

function neighbour(letter: string, random: () => number): string {
  const row = rows.find((keys) => keys.includes(letter.toLowerCase()));
  if (row === undefined) return letter;
  const at = row.indexOf(letter.toLowerCase()) + (random() < 0.5 ? -1 : 1);
  return row[Math.min(Math.max(at, 0), row.length - 1)]!;
}
