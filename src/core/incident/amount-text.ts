/** An expected number as people read it: whole from ten on, else to a tenth; a little is not nothing. */
export function amountText(n: number): string {
  if (n > 0 && n < 0.1) return 'under 0.1';
  return n >= 10 ? String(Math.round(n)) : String(Math.round(n * 10) / 10);
}

/** `1 person`, `412 people`. */
export function peopleText(n: number): string {
  const rounded = Math.round(n);
  return rounded === 1 ? '1 person' : `${rounded} people`;
}
