/**
 * What is expected of each area: its own baseline where it has one, else its state's by its share of the people. A metro
 * sees too few reports for a baseline of its own; its state's stands in.
 */
export function pooledExpectation(
  known: readonly { area: string; expected: number | null }[],
  placeOf: (area: string) => { population: number } | null,
): (area: string) => number | null {
  const own = new Map(known.map(({ area, expected }) => [area, expected]));
  return (area) => {
    const expected = own.get(area) ?? null;
    const colon = area.indexOf(':');
    if (expected !== null || colon < 0) return expected;
    const state = area.slice(0, colon);
    const [whole, part] = [placeOf(state), placeOf(area)];
    const wholeExpected = own.get(state) ?? null;
    if (wholeExpected === null || !whole || !part || whole.population === 0) return null;
    return (wholeExpected * part.population) / whole.population;
  };
}
