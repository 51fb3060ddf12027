/** Symptoms as a brand speaks of its own service. A symptom without words here is never named in a statement. */
export const statementSymptoms: Record<string, { en: string; es: string }> = {
  site_down: { en: 'our website and app', es: 'nuestro sitio web y la app' },
  login: { en: 'signing in', es: 'el inicio de sesión' },
  blank_page: { en: 'pages that stay blank', es: 'páginas que quedan en blanco' },
  slow_or_loading: { en: 'slow loading', es: 'la carga lenta' },
  error_message: { en: 'error messages', es: 'mensajes de error' },
  crash: { en: 'our app closing by itself', es: 'la app que se cierra sola' },
  search_browse: { en: 'search and browsing', es: 'la búsqueda y la navegación' },
  cart: { en: 'the cart', es: 'el carrito' },
  checkout_payment: { en: 'checkout and payment', es: 'el pago' },
  order_status: { en: 'order status', es: 'el estado de los pedidos' },
  pickup: { en: 'pickup orders', es: 'los pedidos para recoger' },
  delivery: { en: 'delivery', es: 'las entregas' },
  pharmacy: { en: 'pharmacy refills', es: 'los resurtidos de farmacia' },
  notification: { en: 'notifications and codes', es: 'las notificaciones y los códigos' },
  account_data: { en: 'account data', es: 'los datos de la cuenta' },
  in_store: { en: 'in-store systems', es: 'los sistemas en tienda' },
  self_checkout: { en: 'self-checkout', es: 'el autopago' },
  playback: { en: 'playback', es: 'la reproducción' },
  connectivity: { en: 'the connection', es: 'la conexión' },
};

/** Where people may come to harm or lose money comes first. */
export const harmFirst: readonly string[] = [
  'pharmacy',
  'checkout_payment',
  'self_checkout',
  'account_data',
  'connectivity',
];
