/// <reference path="./natural.d.ts" />
import BayesClassifier from 'natural/lib/natural/classifiers/bayes_classifier.js';
import LogisticRegressionClassifier from 'natural/lib/natural/classifiers/logistic_regression_classifier.js';
import type { Kind } from '../../src/core/words/report.ts';
import type { Example } from '../train/corpus.ts';
import { expand } from '../train/expand.ts';
import { createRandom, shuffle } from '../train/random.ts';

/** A peer answers with a kind and, if it knows any, symptoms. */
export interface Peer {
  name: string;
  tell(text: string): { report: Kind; symptoms: string[] };
}

/** natural's logistic regression holds a dense matrix of documents × words: beyond this many documents it takes minutes. */
const logisticDocuments = 150;

export function trainPeers(examples: Example[]): Peer[] {
  const random = createRandom(3);
  const texts = examples.map((example) => ({ ...example, text: expand(example.text, ['Walmart', 'Walmart'], random) }));
  const sample = shuffle([...texts], random).slice(0, logisticDocuments);
  return [
    { name: 'keywords and rules', tell: tellByKeywords },
    natural('natural, Bayes, same corpus', new BayesClassifier(), texts),
    natural(
      `natural, logistic regression, ${sample.length} posts of the corpus`,
      new LogisticRegressionClassifier(),
      sample,
    ),
  ];
}

function natural(name: string, classifier: NaturalTextClassifier, examples: Example[]): Peer {
  for (const example of examples) if (/[a-z]/i.test(example.text)) classifier.addDocument(example.text, example.report);
  classifier.train();
  return {
    name,
    tell: (text) => ({ report: (/[a-z]/i.test(text) ? classifier.classify(text) : 'none') as Kind, symptoms: [] }),
  };
}

const symptomWords: [string, RegExp][] = [
  ['login', /\b(log ?in|sign ?in|logged out|password|iniciar sesi[oó]n)\b/i],
  ['site_down', /\b(site|website|page|servers?|app) (is |are )?(down|offline)\b|\boutage\b|ca[ií]d[ao]\b/i],
  ['slow_or_loading', /\b(slow|lag\w*|loading|buffering|lent[ao])\b/i],
  ['error_message', /\b(error|50[0234]|404)\b/i],
  ['crash', /\b(crash\w*|freez\w*|frozen)\b/i],
  ['checkout_payment', /\b(checkout|payment|pay|promo code|gift card|pagar)\b/i],
  ['connectivity', /\b(internet|wi-?fi|signal|network|connection|se[ñn]al)\b/i],
  ['playback', /\b(stream\w*|playback|won'?t play)\b/i],
  ['notification', /\b(notifications?|otp|verification code)\b/i],
];

function tellByKeywords(text: string): { report: Kind; symptoms: string[] } {
  const symptoms = symptomWords.filter(([, words]) => words.test(text)).map(([id]) => id);
  const broken =
    /\b(down|not working|isn'?t working|doesn'?t work|won'?t (load|open|let)|can'?t (log|access|connect|pay)|broken|error|crash\w*|outage|no funciona|no sirve)\b/i.test(
      text,
    );
  if (/\b(we('| a)re (aware|investigating)|working (on|to) (a fix|resolve|restore)|estamos trabajando)\b/i.test(text))
    return { report: 'ack', symptoms };
  if (/\b(fixed|resolved|working (now|again)|back up|sorted|ya funciona)\b/i.test(text))
    return { report: 'resolved', symptoms };
  if (/\b(users report|downdetector|widespread|thousands of)\b/i.test(text)) return { report: 'chatter', symptoms: [] };
  return broken
    ? { report: 'current', symptoms: symptoms.length > 0 ? symptoms : ['other'] }
    : { report: 'none', symptoms: [] };
}
