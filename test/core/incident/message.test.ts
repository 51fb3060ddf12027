import { describe, expect, it } from 'vitest';
import { durationText } from '../../../src/core/incident/duration-text.ts';
import { messageWords } from '../../../src/core/incident/message.ts';
import { severityOf } from '../../../src/core/incident/severity.ts';
import { trialMessages } from '../../../src/core/incident/trial-message.ts';
import type { SymptomId } from '../../../src/core/words/symptom.ts';
import { asOfAt } from '../../http/seed.ts';
import { testTransition } from '../../support/fake-receiver.ts';
import { brandPack } from '../../support/fake-service.ts';

const pack = brandPack({ id: 'walmart', name: 'Walmart', timeZone: 'America/Chicago' });
const link = 'https://outcry.example.org/#/incident/inc-1';

describe('the subject of a sentence', () => {
  const sentence = (...ids: SymptomId[]) =>
    messageWords(testTransition({ symptoms: ids.map((id) => ({ id, share: 0.5 })) }), pack, { link }).sentence;

  it.each<[SymptomId, RegExp]>([
    ['crash', /^The app \(crashes\) is failing/],
    ['order_status', /^Order status is failing/],
    ['pharmacy', /^Pharmacy refills are failing/],
    ['error_message', /^Pages \(error messages\) are failing/],
    ['search_browse', /^Search and browsing are failing/],
    ['site_down', /^The whole site or app is failing/],
  ])('agrees with its verb: %s', (id, words) => {
    expect(sentence(id)).toMatch(words);
    expect(sentence(id, 'login')).toMatch(/ are failing/);
  });
});

describe('an incident that ends', () => {
  const sentence = (state: 'recovering' | 'closed', changes = {}) =>
    messageWords(testTransition({ state, ...changes }), pack, { link }).sentence;

  it('is told by when it began: "since" would date the calm', () => {
    expect(sentence('closed')).toMatch(
      /^Walmart is back to normal after problems with login and checkout on web and app, nationwide, that began Nov 3, 8:40 AM CST; 400 people/,
    );
    expect(sentence('recovering', { surfaces: [], scope: 'unknown' })).toMatch(
      /^Walmart is recovering from problems with login and checkout that began Nov 3, 8:40 AM CST; 400 people/,
    );
  });
});

describe('the words of a message', () => {
  it('say it in one sentence, then state, evidence, place, cause, reasons and link', () => {
    expect(messageWords(testTransition(), pack, { link })).toEqual({
      title: 'Walmart: confirmed',
      conversation: 'Walmart: incident since 2026-11-03 14:44 UTC',
      sentence:
        'Login and checkout are failing for customers of Walmart on web and app, nationwide, since Nov 3, 8:40 AM CST; 400 people against 9.2 expected.',
      severity: 'critical',
      facts: [
        { name: 'State', text: 'confirmed (was probable)' },
        { name: 'Evidence', text: '412 reports against 9.2 expected, by chance once in 1,000 years or more' },
        { name: 'Located', text: '80 of 120 reports could be placed; national' },
        { name: 'Cause', text: 'its own: peers are calm' },
      ],
      reasons: ['412 people against 9.2 expected'],
      text: `Login and checkout are failing for customers of Walmart on web and app, nationwide, since Nov 3, 8:40 AM CST; 400 people against 9.2 expected.

State: confirmed (was probable)
Evidence: 412 reports against 9.2 expected, by chance once in 1,000 years or more
Located: 80 of 120 reports could be placed; national
Cause: its own: peers are calm
Reasons:
- 412 people against 9.2 expected

${link}`,
    });
  });

  it('name the areas of a regional incident with their figures, and how many more there are', () => {
    const areas = ['Texas', 'Ohio', 'Iowa', 'Utah', 'Maine', 'Idaho', 'Kansas'].map((name) => ({
      id: name,
      name,
      observed: 60,
      expected: 1.25,
    }));
    const { facts } = messageWords(testTransition({ scope: 'regional', areas }), pack, { link });
    expect(facts.find(({ name }) => name === 'Areas')?.text).toBe(
      'Texas 60 against 1.3; Ohio 60 against 1.3; Iowa 60 against 1.3; Utah 60 against 1.3; Maine 60 against 1.3 and 2 more',
    );
  });

  it('say in the title where it is when that alone is the news', () => {
    const center = { lat: 32.8, lon: -97 };
    const region = { name: 'Dallas–Fort Worth', areaIds: [], center, radiusKm: 50, observed: 40, expected: 2 };
    const words = messageWords(testTransition({ scope: 'regional', region }, 'confirmed'), pack, { link });
    expect(words.title).toBe('Walmart: confirmed, mainly in Dallas–Fort Worth');
    expect(words.facts[0]).toEqual({ name: 'State', text: 'confirmed (as before)' });
  });

  it('tell a new incident from one that reopened, and leave out an interval that is not known', () => {
    const evidence = { ...testTransition().incident.evidence, recurrenceIntervalMinutes: Number.POSITIVE_INFINITY };
    const words = messageWords(testTransition({ state: 'watching', evidence }, null), pack, { link });
    expect(words.facts.slice(0, 2).map(({ text }) => text)).toEqual([
      'watching (new)',
      '412 reports against 9.2 expected',
    ]);
    expect(messageWords(testTransition({}, 'closed'), pack, { link }).facts[0]!.text).toBe('confirmed (reopened)');
  });

  it('manage without the pack of a brand that is watched no more', () => {
    expect(messageWords(testTransition(), undefined, { link }).title).toBe('walmart: confirmed');
  });
});

describe('severity', () => {
  it.each([
    ['watching', 'national', 'info'],
    ['probable', 'national', 'warning'],
    ['confirmed', 'national', 'critical'],
    ['confirmed', 'unknown', 'critical'],
    ['confirmed', 'regional', 'error'],
    ['recovering', 'national', 'warning'],
    ['closed', 'national', 'info'],
  ] as const)('of %s and %s is %s', (state, scope, severity) => {
    expect(severityOf({ state, scope })).toBe(severity);
  });
});

describe('a length of time', () => {
  it.each([
    [1, '1 minute'],
    [119, '119 minutes'],
    [120, '2 hours'],
    [47 * 60, '47 hours'],
    [48 * 60, '2 days'],
    [729 * 1440, '729 days'],
    [730 * 1440, '2 years'],
    [525_960_000, '1,000 years or more'],
  ])('of %i minutes is %s', (minutes, text) => {
    expect(durationText(minutes)).toBe(text);
  });
});

describe('a trial', () => {
  it('opens and closes one incident that is nobody’s, and says that it is a trial', () => {
    const [opening, closing] = trialMessages(asOfAt, link);
    expect(opening.transition.incidentId).toBe(closing.transition.incidentId);
    expect([opening.transition.to, closing.transition.to]).toEqual(['watching', 'closed']);
    expect(opening.transition.revision).toBeLessThan(closing.transition.revision);
    for (const { words } of [opening, closing]) expect(words.text).toMatch(/trial.*nothing (is|was) wrong/is);
  });
});
