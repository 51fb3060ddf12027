import type { SurfaceId } from './surface.ts';
import type { SymptomId } from './symptom.ts';

export type Language = 'en' | 'es';

export interface Texts {
  title(brand: string): string;
  what: string;
  where: string;
  place: string;
  placeHint: string;
  optional: string;
  note: string;
  send: string;
  sending: string;
  sameTitle: string;
  same: string;
  fixed: string;
  chooseFirst: string;
  thanks: string;
  thanksFixed: string;
  another: string;
  tooOften: string;
  unreachable: string;
  unknownBrand: string;
  privacy: string;
  demonstration: string;
  symptoms: Partial<Record<SymptomId, string>>;
  surfaces: Partial<Record<SurfaceId, string>>;
}

const en: Texts = {
  title: (brand) => `What is not working at ${brand}?`,
  what: 'What goes wrong?',
  where: 'Where does it happen?',
  place: 'Where are you?',
  placeHint: 'City and state, or ZIP',
  optional: 'optional',
  note: 'Anything to add?',
  send: 'Send report',
  sending: 'Sending…',
  sameTitle: 'Others report right now',
  same: 'Me too',
  fixed: 'Fixed for me',
  chooseFirst: 'Please choose what goes wrong.',
  thanks: 'Thank you. Your report counts from now on.',
  thanksFixed: 'Thank you. Good to hear that it works again.',
  another: 'Report something else',
  tooOften:
    'Too many reports came from your connection just now. This one was not taken; please send it again in ten minutes.',
  unreachable: 'The report could not be sent. Please try again.',
  unknownBrand: 'There is no report form at this address.',
  privacy: 'No cookies, no account. We keep what you choose and write here, not who you are.',
  demonstration: 'Demonstration, not a real brand',
  symptoms: {
    site_down: 'Nothing works',
    login: 'Can’t log in',
    slow_or_loading: 'Slow or keeps loading',
    blank_page: 'Blank page',
    error_message: 'Error message',
    crash: 'App crashes',
    search_browse: 'Search or browsing',
    cart: 'Cart',
    checkout_payment: 'Checkout or payment',
    order_status: 'My orders',
    pickup: 'Pickup',
    delivery: 'Delivery',
    pharmacy: 'Pharmacy',
    in_store: 'In the store',
    self_checkout: 'Self-checkout or wallet',
    connectivity: 'No connection',
    notification: 'Codes or messages',
    playback: 'Playback',
    account_data: 'My account data',
    other: 'Something else',
  },
  surfaces: {
    web: 'Website',
    ios: 'iPhone app',
    android: 'Android app',
    store: 'In a store',
    network: 'Phone or internet line',
    api: 'API',
    unknown: 'Not sure',
  },
};

const es: Texts = {
  title: (brand) => `¿Qué no funciona en ${brand}?`,
  what: '¿Qué falla?',
  where: '¿Dónde ocurre?',
  place: '¿Dónde está usted?',
  placeHint: 'Ciudad y estado, o código postal',
  optional: 'opcional',
  note: '¿Algo más?',
  send: 'Enviar',
  sending: 'Enviando…',
  sameTitle: 'Otras personas informan ahora',
  same: 'A mí también',
  fixed: 'Ya me funciona',
  chooseFirst: 'Elija primero qué falla.',
  thanks: 'Gracias. Su aviso cuenta desde ahora.',
  thanksFixed: 'Gracias. Nos alegra que ya funcione.',
  another: 'Avisar de otra cosa',
  tooOften:
    'Han llegado demasiados avisos desde su conexión. Este no se ha registrado; envíelo de nuevo dentro de diez minutos, por favor.',
  unreachable: 'No se pudo enviar. Inténtelo de nuevo, por favor.',
  unknownBrand: 'En esta dirección no hay ningún formulario.',
  privacy: 'Sin cookies ni cuenta. Guardamos lo que elige y escribe aquí, no quién es.',
  demonstration: 'Demostración, no es una marca real',
  symptoms: {
    site_down: 'No funciona nada',
    login: 'No puedo entrar',
    slow_or_loading: 'Lento o no termina de cargar',
    blank_page: 'Página en blanco',
    error_message: 'Mensaje de error',
    crash: 'La aplicación se cierra',
    search_browse: 'Buscar o navegar',
    cart: 'Carrito',
    checkout_payment: 'Pago',
    order_status: 'Mis pedidos',
    pickup: 'Recogida',
    delivery: 'Entrega',
    pharmacy: 'Farmacia',
    in_store: 'En la tienda',
    self_checkout: 'Caja de autoservicio o billetera',
    connectivity: 'Sin conexión',
    notification: 'Códigos o mensajes',
    playback: 'Reproducción',
    account_data: 'Datos de mi cuenta',
    other: 'Otra cosa',
  },
  surfaces: {
    web: 'Sitio web',
    ios: 'App de iPhone',
    android: 'App de Android',
    store: 'En una tienda',
    network: 'Teléfono o internet',
    api: 'API',
    unknown: 'No sé',
  },
};

export const texts: Record<Language, Texts> = { en, es };
