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
