/** What is broken, as people describe it. Order is the model's output order. */
export const symptomIds = [
  'site_down',
  'login',
  'blank_page',
  'slow_or_loading',
  'error_message',
  'crash',
  'search_browse',
  'cart',
  'checkout_payment',
  'order_status',
  'pickup',
  'delivery',
  'pharmacy',
  'notification',
  'account_data',
  'in_store',
  'self_checkout',
  'playback',
  'connectivity',
  'other',
] as const;
export type SymptomId = (typeof symptomIds)[number];

/** Harm comes before volume: money, medicine and people standing in a store first. */
export const harmOrder: readonly SymptomId[] = [
  'pharmacy',
  'checkout_payment',
  'self_checkout',
  'in_store',
  'pickup',
  'delivery',
  'account_data',
  'login',
];

/** A symptom that one brand's pack names by its words, beside those that the model knows: `own:gift_cards`. */
export type OwnSymptomId = `own:${string}`;
export const ownSymptomShape = /^own:[a-z][a-z0-9_]{0,39}$/;

export function isSharedSymptom(id: string): id is SymptomId {
  return (symptomIds as readonly string[]).includes(id);
}
