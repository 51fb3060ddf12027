import { pick } from './random.ts';

const lists: Record<string, string[]> = {
  device: [
    'iPhone',
    'iPad',
    'Samsung',
    'Pixel',
    'laptop',
    'PC',
    'tablet',
    'phone',
    'Mac',
    'Xbox',
    'PS4',
    'smart TV',
    'Roku',
    'Fire stick',
    'Chromebook',
    'desktop',
  ],
  place: [
    'Austin',
    'Leeds',
    'Ohio',
    'Denver',
    'Kent',
    'Tampa',
    'Bristol',
    'Mumbai',
    'Lagos',
    'Toronto',
    'Manila',
    'New Jersey',
    'Cork',
    'Phoenix',
    'Glasgow',
    'Sydney',
    'Raleigh',
    'Delhi',
    'Nairobi',
    'Brooklyn',
    'Fresno',
    'Omaha',
  ],
  time: [
    'today',
    'this morning',
    'since last night',
    'for 3 days',
    'all day',
    'since yesterday',
    'for an hour now',
    'for weeks',
    'tonight',
    'since 9am',
    'right now',
    'again',
    'for the past 2 hours',
    'this afternoon',
    'all weekend',
    'since the update',
  ],
  name: [
    'Dave',
    'Maria',
    'Priya',
    'Tom',
    'Aisha',
    'Kevin',
    'Lena',
    'Carlos',
    'Jess',
    'Omar',
    'Becky',
    'Ryan',
    'Mei',
    'Sam',
  ],
  tiempo: [
    'hoy',
    'desde ayer',
    'desde esta mañana',
    'desde hace 3 días',
    'todo el día',
    'ahorita',
    'desde anoche',
    'hace una hora',
    'otra vez',
  ],
  lugar: [
    'Madrid',
    'Bogotá',
    'Monterrey',
    'Lima',
    'Sevilla',
    'CDMX',
    'Valencia',
    'Quito',
    'Guadalajara',
    'Rosario',
    'Puebla',
    'Santiago',
  ],
};

/**
 * Text with its slots filled: `{a|b|c}` becomes one of the alternatives (an empty one is allowed), `{device}`, `{place}`,
 * `{time}`, `{name}`, `{brand}` and `{handle}` a name from a list. Without `random` the first alternative is taken.
 */
export function expand(text: string, names: [brand: string, handle: string], random: () => number = () => 0): string {
  if (!text.includes('{')) return text;
  const [brand, handle] = names;
  const numeric = `${Math.floor(115000 + random() * 700000)}`;
  let out = text;
  // From the inside out, so that alternatives may hold slots.
  for (let depth = 0; depth < 4 && out.includes('{'); depth++) {
    out = out.replace(/\{([^{}]*)\}/g, (_, inner: string) => {
      if (inner === 'brand') return brand;
      if (inner === 'handle') return random() < 0.35 ? numeric : handle;
      if (inner === 'num') return numeric;
      return pick(lists[inner] ?? inner.split('|'), random);
    });
  }
  return out.replace(/ {2,}/g, ' ').trim();
}
