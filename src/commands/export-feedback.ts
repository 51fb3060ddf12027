import { detectLanguage, supportedLanguages } from '../core/text/language.ts';
import { trainingText } from '../core/text/training-text.ts';
import type { BrandPack } from '../core/words/brand.ts';
import { isSharedSymptom } from '../core/words/symptom.ts';
import type { Database } from '../ports/database.ts';
import { type LabeledPost, streamLabeledPosts } from '../store/read/feedback.ts';

export interface FeedbackTools {
  database: Database;
  packs: readonly BrandPack[];
}

/** What became of the labeled posts, once all lines are read. */
export interface FeedbackCounts {
  written: number;
  /** In a language that the model doesn't read, or of an invented brand. */
  leftOut: number;
}

/** Labeled posts in the form of `data/corpus`, one JSON object a line. */
export function exportFeedback(
  { database, packs }: FeedbackTools,
  brand?: string,
): { lines: AsyncGenerator<string>; counts: FeedbackCounts } {
  const counts: FeedbackCounts = { written: 0, leftOut: 0 };
  const known = new Map(packs.filter(({ demonstration }) => !demonstration).map((pack) => [pack.id, voiceOf(pack)]));
  async function* lines() {
    for await (const batch of streamLabeledPosts(database, brand)) {
      for (const post of batch) {
        const example = exampleOf(post, known.get(post.brand));
        if (example === null) counts.leftOut++;
        else {
          counts.written++;
          yield `${JSON.stringify(example)}\n`;
        }
      }
    }
  }
  return { lines: lines(), counts };
}

interface Voice {
  pack: BrandPack;
  handles: ReadonlySet<string>;
}

function voiceOf(pack: BrandPack): Voice {
  return { pack, handles: new Set([...pack.handles, ...pack.supportAccounts]) };
}

/** Key order and defaults as in the corpus, so that lines can be laid beside its own. */
function exampleOf(post: LabeledPost, voice: Voice | undefined) {
  const lang = languageOf(post);
  if (voice === undefined || lang === null) return null;
  const isProblem = post.kind !== 'chatter' && post.kind !== 'none';
  return {
    text: trainingText(post.text, voice.handles),
    lang,
    report: post.kind,
    symptoms: isProblem ? modelSymptoms(post.symptoms) : [],
    surfaces: post.surfaces,
    brand: voice.pack.name,
    ...(post.fromBrand ? { fromBrand: true } : {}),
    industry: voice.pack.industry,
  };
}

/** The model knows the symptoms that all brands share; a brand's own is "other" to it. */
function modelSymptoms(symptoms: string[]): string[] {
  const shared = symptoms.filter(isSharedSymptom);
  return shared.length > 0 ? shared : ['other'];
}

/** A text too short to tell is English, as the model reads it. */
function languageOf({ text, lang }: LabeledPost): string | null {
  const told = detectLanguage(text);
  const language = told === 'und' ? (lang ?? 'en').toLowerCase().split(/[-_]/)[0]! : told;
  return (supportedLanguages as readonly string[]).includes(language) ? language : null;
}
