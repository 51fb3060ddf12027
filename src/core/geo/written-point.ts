const coordinates =
  /(-?\d{1,3}\.\d+)°?\s*([NS])?[\s,;/]+(?:lon|lng|long|longitude)?[\s:=]*(-?\d{1,3}\.\d+)°?\s*([EW])?/i;
const degreesAndMinutes =
  /(\d{1,2})°\s*(\d{1,2})?[^NS\d]{0,3}(?:\d{1,2}(?:\.\d+)?[^NS\d]{0,3})?([NS])\W+(\d{1,3})°\s*(\d{1,2})?[^EW\d]{0,3}(?:\d{1,2}(?:\.\d+)?[^EW\d]{0,3})?([EW])/;

/** Coordinates in a string: decimal degrees ("ÜT: 40.7,-73.9") or degrees and minutes ("34°03'N 118°14'W"; seconds are dropped). */
export function writtenPoint(text: string): { lat: number; lon: number } | null {
  const decimal = /\d\.\d/.test(text) ? coordinates.exec(text) : null;
  if (decimal) {
    const lat = Number(decimal[1]) * (decimal[2]?.toUpperCase() === 'S' ? -1 : 1);
    return { lat, lon: Number(decimal[3]) * (decimal[4]?.toUpperCase() === 'W' ? -1 : 1) };
  }
  const written = text.includes('°') ? degreesAndMinutes.exec(text) : null;
  if (!written) return null;
  const lat = (Number(written[1]) + Number(written[2] ?? 0) / 60) * (written[3] === 'S' ? -1 : 1);
  return { lat, lon: (Number(written[4]) + Number(written[5] ?? 0) / 60) * (written[6] === 'W' ? -1 : 1) };
}
