import { languageOfTokens, supportedLanguages } from '../text/language.ts';
import { cleanText } from '../text/normalize.ts';
import { createTokens, tokenize } from '../text/tokenize.ts';
import type { Verdict } from '../words/report.ts';
import { createFeatureReader, type FeatureShape } from './features.ts';
import { parseLexicon } from './lexicon.ts';
import { type BrandShape, brandShape, maskNames } from './mask.ts';
import { createNetwork } from './network.ts';
import { decline, type Judgement, judge, type Prior } from './verdict.ts';
import { readWeights, type WeightShape } from './weights.ts';

/** What `manifest.json` of a model says. */
export interface Manifest {
  name: string;
  version: string;
  features: FeatureShape;
  weights: WeightShape;
  judgement: Judgement;
  prior: Prior;
}

/** The files of one model, as read from `models/<name>@<version>/`. */
export interface ModelFiles {
  manifest: Manifest;
  lexicon: string;
  weights: Uint8Array;
}

/** One question; `ports/classifier.ts` names the same shape for everyone else. */
export interface Question {
  text: string;
  lang?: string;
  brand?: string;
  fromBrand?: boolean;
}

export interface Model {
  readonly model: string;
  classify(questions: Question[]): Verdict[];
}

const maxRows = 4096;
const maxShapes = 2000;

/** Classifier from a model's files. Throws RangeError when the weights don't fit the manifest. */
export function loadModel(files: ModelFiles): Model {
  const { manifest } = files;
  const network = createNetwork(readWeights(files.weights, manifest.weights));
  const reader = createFeatureReader(parseLexicon(files.lexicon), manifest.features);
  const shapeOf = rememberShapes();
  const tokens = createTokens();
  const rows = new Int32Array(maxRows);
  const logits = new Float32Array(manifest.weights.outputs);
  const answer = ({ text, lang, brand, fromBrand }: Question): Verdict => {
    tokenize(cleanText(text), tokens);
    const language = languageFor(languageOfTokens(tokens), lang);
    if (!isSupported(language)) return decline(language, manifest.prior);
    maskNames(tokens, brand === undefined ? null : shapeOf(brand));
    const count = reader.read(tokens, fromBrand === true, rows);
    network.run(rows, count, logits);
    return judge(logits, language, manifest.judgement);
  };
  return { model: `${manifest.name}@${manifest.version}`, classify: (questions) => questions.map(answer) };
}

/** The words decide; where they don't tell, the source's own statement does. */
function languageFor(detected: string, stated: string | undefined): string {
  return detected === 'und' && stated ? stated.toLowerCase().split(/[-_]/)[0]! : detected;
}

/** Texts too short to tell a language are read as English: "app down" is. */
function isSupported(language: string): boolean {
  return language === 'und' || (supportedLanguages as readonly string[]).includes(language);
}

function rememberShapes(): (brand: string) => BrandShape {
  const known = new Map<string, BrandShape>();
  return (brand) => {
    let shape = known.get(brand);
    if (shape === undefined) {
      if (known.size >= maxShapes) known.clear();
      shape = brandShape(brand);
      known.set(brand, shape);
    }
    return shape;
  };
}
