import type { SurfaceId } from '../../core/words/surface.ts';
import { harmOrder, type SymptomId } from '../../core/words/symptom.ts';

export const symptomNames: Record<SymptomId, string> = {
  site_down: 'Whole site or app down',
  login: 'Login',
  blank_page: 'Blank page',
  slow_or_loading: 'Slow or endless loading',
  error_message: 'Error message',
  crash: 'Crash',
  search_browse: 'Search and browse',
  cart: 'Cart',
  checkout_payment: 'Checkout and payment',
  order_status: 'Order status',
  pickup: 'Pickup',
  delivery: 'Delivery',
  pharmacy: 'Pharmacy',
  notification: 'Notifications and codes',
  account_data: 'Account data',
  in_store: 'In-store systems',
  self_checkout: 'Self-checkout and wallet',
  playback: 'Playback',
  connectivity: 'Connectivity',
  other: 'Something else',
};

export const surfaceNames: Record<SurfaceId, string> = {
  web: 'Website',
  ios: 'iPhone app',
  android: 'Android app',
  app: 'App',
  store: 'Store',
  network: 'Network',
  api: 'API',
  unknown: 'Not said',
};

export function nameOf(id: string): string {
  return (symptomNames as Record<string, string>)[id] ?? (surfaceNames as Record<string, string>)[id] ?? ownName(id);
}

/** A symptom that a brand's pack names: `own:gift_cards` is "Gift cards". */
function ownName(id: string): string {
  const name = id.replace(/^own:/, '').replaceAll('_', ' ');
  return id.startsWith('own:') ? name.charAt(0).toUpperCase() + name.slice(1) : id;
}

/** 0 is the gravest. */
export function harmRank(symptoms: string[]): number {
  const ranks = symptoms.map((id) => harmOrder.indexOf(id as SymptomId)).filter((rank) => rank >= 0);
  return ranks.length > 0 ? Math.min(...ranks) : harmOrder.length;
}
