const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const one = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });

/** A count or an expectation as people read it: whole from 10 on, one decimal below; a little is not nothing. */
export function count(value: number): string {
  if (value > 0 && value < 0.1) return 'under 0.1';
  return Math.abs(value) >= 10 || Number.isInteger(value) ? whole.format(value) : one.format(value);
}

export function percent(share: number): string {
  if (share > 0 && share < 0.01) return 'under 1 %';
  return `${whole.format(share * 100)} %`;
}

const three = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 });

/** A measured value of any unit, 0.947 or −4. */
export function figure(value: number): string {
  return three.format(value).replace('-', '−');
}

/** "1 person", "412 people". */
export function people(value: number): string {
  return `${count(value)} ${value === 1 ? 'person' : 'people'}`;
}

/** "1 report", "412 reports": one person may write several. */
export function reports(value: number): string {
  return `${count(value)} ${value === 1 ? 'report' : 'reports'}`;
}

/** "a, b and c". */
export function listed(words: string[]): string {
  if (words.length < 2) return words[0] ?? '';
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** "46 times what is expected"; under twice it is no statement. */
export function times(observed: number, expected: number): string {
  if (expected <= 0) return '';
  const ratio = observed / expected;
  return ratio >= 2 ? `${ratio >= 1000 ? 'over 1,000' : count(Math.round(ratio))}×` : `${one.format(ratio)}×`;
}
