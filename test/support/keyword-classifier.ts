import type { Kind, Verdict } from '../../src/core/words/report.ts';
import { type SymptomId, symptomIds } from '../../src/core/words/symptom.ts';
import type { Classifier } from '../../src/ports/classifier.ts';

const kindWords: [string, Kind][] = [
  ['works again', 'resolved'],
  ['we are looking into', 'ack'],
  ['lol', 'chatter'],
  ['down', 'current'],
];

/** Judges by a word or two, so that a test says in the text itself what a post is: "down", "works again", "lol", symptom ids, "iphone". */
export const keywordClassifier: Classifier = {
  model: 'keywords@1',
  classify: (inputs) => inputs.map(({ text }) => judge(text.toLowerCase())),
};

function judge(text: string): Verdict {
  const kind = kindWords.find(([word]) => text.includes(word))?.[1] ?? 'none';
  const symptoms = symptomIds.filter((id: SymptomId) => text.includes(id)).map((id) => ({ id, p: 1 }));
  const scores = { current: 0, resolved: 0, ack: 0, chatter: 0, none: 0, [kind]: 1 };
  const surface = text.includes('iphone') ? 'ios' : 'app';
  return { lang: 'en', kind, scores, symptoms, surfaces: [{ id: surface, p: 1 }], abstained: false };
}
