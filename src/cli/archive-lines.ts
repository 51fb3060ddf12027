import { createInterface } from 'node:readline';
import { matchBrands } from '../core/classify/brand-match.ts';
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
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number++;
    if (line.trim() === '') continue;
    const post = readLine(line, number, reading);
    if (post) batch.push(post);
    if (batch.length >= batchSize) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}

function readLine(line: string, number: number, { brand, knowledge, onBadLine }: ArchiveReading): Post | null {
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
  const post = postFromExternal(parsed.data);
  const nameless =
    brand !== undefined && post.fromBrand && post.aboutBrand === undefined && !isKnownAccount(post, knowledge);
  return nameless && matchBrands(knowledge.brands, post.text).length === 0 ? { ...post, aboutBrand: brand } : post;
}

function isKnownAccount({ author }: Post, { brands }: Pick<Knowledge, 'brands'>): boolean {
  const name = author.toLowerCase().replace(/^@/, '');
  return brands.packs.some(({ supportAccounts }) => supportAccounts.includes(name));
}
