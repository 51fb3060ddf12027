import type { BrandPack } from './brand.ts';
import type { SurfaceId } from './surface.ts';
import type { SymptomId } from './symptom.ts';

/** What a report form offers. */
export interface FormChoices {
  symptoms: SymptomId[];
  surfaces: SurfaceId[];
}

/** Commonest first; a provider's customers meet other faults first than a shop's. */
const usualSymptoms: Record<BrandPack['role'], SymptomId[]> = {
  brand: [
    ...(['site_down', 'login', 'slow_or_loading', 'error_message', 'crash', 'blank_page', 'checkout_payment'] as const),
    ...(['cart', 'order_status', 'search_browse', 'pickup', 'delivery', 'pharmacy', 'in_store'] as const),
    ...(['self_checkout', 'account_data', 'notification', 'playback', 'connectivity'] as const),
  ],
  provider: [
    ...(['site_down', 'connectivity', 'slow_or_loading', 'error_message', 'login', 'checkout_payment'] as const),
    ...(['in_store', 'self_checkout', 'notification', 'playback', 'account_data', 'crash', 'blank_page'] as const),
    ...(['search_browse', 'cart', 'order_status', 'pickup', 'delivery', 'pharmacy'] as const),
  ],
};
const usualSurfaces: SurfaceId[] = ['web', 'ios', 'android', 'store', 'network', 'api'];

/**
 * What a brand's pack lists, and always a way out: something else, not sure. A post may speak of "the app" alone; who is
 * asked knows on which phone it fails.
 */
export function formChoices({
  role,
  symptoms,
  surfaces,
}: Pick<BrandPack, 'role' | 'symptoms' | 'surfaces'>): FormChoices {
  const places = new Set(surfaces.flatMap((id) => (id === 'app' ? ['ios', 'android'] : [id])));
  return {
    symptoms: [...usualSymptoms[role].filter((id) => symptoms.includes(id)), 'other'],
    surfaces: [...usualSurfaces.filter((id) => places.has(id)), 'unknown'],
  };
}
