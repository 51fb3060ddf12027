/** What a failing component looks like from outside. Shares are judged by hand, not learned: there are too few known causes to learn from. */
export interface ComponentProfile {
  id: ComponentId;
  /** As people call it. */
  name: string;
  /** How often a component is to blame, beside the others. */
  prior: number;
  /** Share of the reporters that would name a symptom; of those that aren't listed, `elsewhere`. */
  symptoms: Readonly<Record<string, number>>;
  surfaces: Readonly<Record<string, number>>;
  /** Words in a marker's note that speak of it. */
  words: RegExp;
}

export const componentIds = [
  'service',
  'identity',
  'payment',
  'store-systems',
  'fulfillment',
  'pharmacy',
  'catalog',
  'messaging',
  'streaming',
  'app-release',
  'delivery-network',
  'shared-provider',
  'carrier',
] as const;
export type ComponentId = (typeof componentIds)[number];

/** Share of the reporters that name what doesn't belong to a component. */
export const elsewhere = 0.04;

const online = { web: 0.45, app: 0.45, ios: 0.2, android: 0.2 };
const wholeService = { site_down: 0.5, error_message: 0.35, slow_or_loading: 0.3, blank_page: 0.2, login: 0.25 };

export const componentProfiles: readonly ComponentProfile[] = [
  {
    id: 'service',
    name: 'The service as a whole (gateway, database, cluster)',
    prior: 3,
    symptoms: { ...wholeService, checkout_payment: 0.2, crash: 0.1 },
    surfaces: { ...online, store: 0.1 },
    words: /\b(gateway|database|db|cluster|backend|platform|kubernetes|capacity)\b/i,
  },
  {
    id: 'identity',
    name: 'Login and identity',
    prior: 2,
    symptoms: {
      crash: 0.1,
      login: 0.8,
      error_message: 0.25,
      account_data: 0.2,
      notification: 0.15,
      site_down: 0.1,
      blank_page: 0.1,
    },
    surfaces: online,
    words: /\b(log-?ins?|auth|identity|sso|oauth|session|accounts?)\b/i,
  },
  {
    id: 'payment',
    name: 'Checkout and payment',
    prior: 2,
    symptoms: { checkout_payment: 0.8, error_message: 0.25, cart: 0.25, self_checkout: 0.1, in_store: 0.1 },
    surfaces: { ...online, store: 0.15 },
    words: /\b(pay|payments?|checkout|cards?|wallet)\b/i,
  },
  {
    id: 'store-systems',
    name: 'Systems in the stores',
    prior: 1,
    symptoms: { in_store: 0.7, self_checkout: 0.45, checkout_payment: 0.2, pickup: 0.15 },
    surfaces: { store: 0.8 },
    words: /\b(stores?|pos|registers?|self-?checkout)\b/i,
  },
  {
    id: 'fulfillment',
    name: 'Orders, pickup and delivery',
    prior: 1,
    symptoms: { order_status: 0.5, pickup: 0.45, delivery: 0.4, error_message: 0.1 },
    surfaces: { ...online, store: 0.25 },
    words: /\b(orders?|pickup|delivery|fulfil+ment|warehouse)\b/i,
  },
  {
    id: 'pharmacy',
    name: 'Pharmacy',
    prior: 0.5,
    symptoms: { pharmacy: 0.85, error_message: 0.15, notification: 0.1, in_store: 0.1 },
    surfaces: { ...online, store: 0.3 },
    words: /\b(pharmacy|rx|prescriptions?)\b/i,
  },
  {
    id: 'catalog',
    name: 'Search and catalog',
    prior: 0.7,
    symptoms: { search_browse: 0.7, slow_or_loading: 0.25, blank_page: 0.2, cart: 0.2, error_message: 0.15 },
    surfaces: online,
    words: /\b(search|catalog|browse|prices?)\b/i,
  },
  {
    id: 'messaging',
    name: 'Notifications and codes',
    prior: 0.5,
    symptoms: { notification: 0.85, login: 0.2, account_data: 0.1 },
    surfaces: online,
    words: /\b(sms|push|notifications?|mail|codes?)\b/i,
  },
  {
    id: 'streaming',
    name: 'Playback',
    prior: 0.5,
    symptoms: { playback: 0.85, slow_or_loading: 0.3, error_message: 0.15 },
    surfaces: online,
    words: /\b(playback|stream(ing)?|video)\b/i,
  },
  {
    id: 'app-release',
    name: 'A release of the app',
    prior: 1,
    symptoms: { crash: 0.6, error_message: 0.2, blank_page: 0.2, login: 0.2, slow_or_loading: 0.2 },
    surfaces: { app: 0.6, ios: 0.5, android: 0.5 },
    words: /\b(ios|android|app)\b/i,
  },
  {
    id: 'delivery-network',
    name: 'Network, DNS or CDN before the service',
    prior: 1,
    symptoms: { site_down: 0.5, slow_or_loading: 0.4, error_message: 0.3, blank_page: 0.2, connectivity: 0.3 },
    surfaces: { ...online, network: 0.2 },
    words: /\b(cdn|dns|edge|network|certificates?|tls|waf)\b/i,
  },
  {
    id: 'shared-provider',
    name: 'A provider that several brands share',
    prior: 1,
    symptoms: { ...wholeService, checkout_payment: 0.25, connectivity: 0.1 },
    surfaces: { ...online, store: 0.1 },
    words: /\b(aws|azure|gcp|cloud|provider|region)\b/i,
  },
  {
    id: 'carrier',
    name: 'The customers’ own connection',
    prior: 0.5,
    symptoms: { connectivity: 0.85, slow_or_loading: 0.15 },
    surfaces: { network: 0.7 },
    words: /\b(carrier|isp)\b/i,
  },
];
