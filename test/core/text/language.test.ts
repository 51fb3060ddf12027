import { describe, expect, it } from 'vitest';
import { detectLanguage } from '../../../src/core/text/language.ts';

describe('detectLanguage', () => {
  it.each([
    ['en', 'is the app down for anyone else?'],
    ['en', 'I can not log in to my account'],
    ['es', 'no puedo entrar a mi cuenta desde ayer'],
    ['es', 'la app no funciona, alguien más?'],
    ['pt', 'o aplicativo não funciona, não consigo entrar na minha conta'],
    ['fr', 'je ne peux pas me connecter depuis ce matin'],
    ['de', 'die App geht nicht und ich kann mich nicht anmelden'],
    ['it', 'non riesco a entrare nel mio account e la app non va'],
    ['nl', 'ik kan niet inloggen en de app werkt niet meer'],
    ['tr', 'uygulama çalışmıyor ve giriş yapamıyorum, bu ne kadar sürecek'],
    ['ru', 'приложение не работает'],
    ['ja', 'アプリが開けません'],
    ['ar', 'التطبيق لا يعمل'],
    ['ko', '앱이 안 열려요'],
  ])('%s: %s', (code, text) => {
    expect(detectLanguage(text)).toBe(code);
  });

  it.each(['', '😡😡', '404', 'ok'])('says und where nothing tells: "%s"', (text) => {
    expect(detectLanguage(text)).toBe('und');
  });
});
