import { createInterface } from 'node:readline';
import { matchBrands } from '../core/classify/brand-match.ts';
import { compileSpeakers, type SpeakerOf, withSpeaker } from '../core/classify/own-accounts.ts';
import type { Post } from '../core/words/post.ts';
import type { Knowledge } from '../pipeline/judge.ts';
import { describeFaults, externalPostSchema, postFromExternal } from '../ports/external-post.ts';

export interface ArchiveReading {
  /** The brand whose archive it is: its own account may speak without naming it. */
  brand: string | undefined;
  knowledge: Pick<Knowledge, 'brands'>;
  onBadLine: (message: string) => void;
}

const batchSize = 500;

/** Posts of an NDJSON archive in batches, in constant memory. A line that can't be read is told and passed over. */
export async function* readArchive(input: NodeJS.ReadableStream, reading: ArchiveReading): AsyncGenerator<Post[]> {
  let batch: Post[] = [];
  let number = 0;
  const speakerOf = compileSpeakers(reading.knowledge.brands.packs);
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number++;
    if (line.trim() === '') continue;
    const post = readLine(line, number, { ...reading, speakerOf });
    if (post) batch.push(post);
    if (batch.length >= batchSize) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}

function readLine(
  line: string,
  number: number,
  { brand, knowledge, onBadLine, speakerOf }: ArchiveReading & { speakerOf: SpeakerOf },
): Post | null {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch (error) {
    onBadLine(`line ${number}: is not JSON (${(error as Error).message}); it was left out`);
    return null;
  }
  const parsed = externalPostSchema.safeParse(json);
  if (!parsed.success) {
    onBadLine(`line ${number}: ${describeFaults(parsed.error)}; it was left out`);
    return null;
  }
  const post = withSpeaker(postFromExternal(parsed.data), parsed.data.author, speakerOf);
  const nameless =
    brand !== undefined && post.fromBrand && post.aboutBrand === undefined && post.speaksFor === undefined;
  return nameless && matchBrands(knowledge.brands, post.text).length === 0 ? { ...post, aboutBrand: brand } : post;
}
