import { describe, expect, it } from 'vitest';
import { hasPhrase } from '../../../src/core/text/phrases.ts';

describe('hasPhrase', () => {
  it.each([
    ['My GIFT-CARD balance is gone', ['gift card'], true],
    ['gift cards are gone', ['gift card'], false],
    ['gift cards are gone', ['gift card', 'gift cards'], true],
    ['a card as a gift', ['gift card'], false],
    ['I can’t redeem it', ["can't redeem"], true],
    ['I can´t redeem it', ["can't redeem"], true],
    ['I can‘t redeem it', ['cant redeem'], true],
    ['I canʼt redeem it', ["can't redeem"], true],
    ['la TARJETA no está', ['no esta'], true],
    ['engift card', ['gift card'], false],
    ['', ['gift'], false],
  ])('in %j finds %j: %s', (text, phrases, found) => expect(hasPhrase(text, phrases)).toBe(found));
});
