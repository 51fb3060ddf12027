/** Brand of /report/<brand> and /status/<brand>; empty when the address names none. */
export function brandInAddress(path = location.pathname): string {
  const [, , brand = ''] = path.split('/');
  try {
    return decodeURIComponent(brand);
  } catch {
    return '';
  }
}
