import express, { type Request } from 'express';
import { compileSpeakers, type SpeakerOf, withSpeaker } from '../../core/classify/own-accounts.ts';
import type { Post } from '../../core/words/post.ts';
import { describeFaults, externalPostSchema, postFromExternal } from '../../ports/external-post.ts';
import { type IntakeAnswer, intakeAnswer } from '../access-schemas.ts';
import { bodyLines } from '../body-lines.ts';
import { isWatched } from '../brand-scope.ts';
import type { Context } from '../context.ts';
import { HttpProblem } from '../problem.ts';
import { defineRoute, type Route } from '../route.ts';

type Item = IntakeAnswer['items'][number];

const maxLineBytes = 1_048_576;
const maxArrayBytes = 16 * 1_048_576;
const batchPosts = 500;
const retryAfterS = 5;
const lineTypes = ['application/x-ndjson', 'application/ndjson', 'application/jsonl'];
const readArray = express.text({ type: 'application/json', limit: maxArrayBytes });

export const intakeRoutes: Route[] = [
  defineRoute({
    method: 'post',
    path: '/intake',
    summary: 'Hands posts in, as NDJSON (any length, 1 MB a line) or as a JSON array (16 MB); every item is answered',
    needs: 'intake',
    takesPosts: true,
    rawBody: { mediaTypes: [...lineTypes, 'application/json'], schema: externalPostSchema },
    before: () => [(request, response, next) => (request.is(lineTypes) ? next() : readArray(request, response, next))],
    answers: {
      status: 200,
      description: 'All accepted; 207 when some were not. The good rest is always kept',
      schema: intakeAnswer,
    },
    run: async (context, { request, response }) => {
      const intake = new Intake(context);
      for await (const { line, value } of itemsOf(request)) await intake.add(line, value);
      const answer = await intake.finish();
      if (answer.items.length === 0)
        throw new HttpProblem('malformed-body', 'The body holds no item: send one post a line.');
      if (answer.accepted === 0 && answer.items.every(isForLater)) {
        response.setHeader('Retry-After', String(retryAfterS));
        throw new HttpProblem('unavailable', 'Nothing could be stored now: send the same again later.');
      }
      if (answer.accepted === 0)
        throw new HttpProblem('nothing-accepted', 'No item was accepted: see `items` for the reason of each.', {
          extra: { ...answer },
        });
      if (answer.rejected === 0) return answer;
      response.status(207).json(answer);
      return undefined;
    },
  }),
];

/** The item was sound, but the store couldn't take it. */
function isForLater({ error }: Item): boolean {
  return error?.code.startsWith('store-') ?? false;
}

/** Collects posts into batches and answers in the order of the body. */
class Intake {
  readonly #context: Context;
  readonly #speakerOf: SpeakerOf;
  readonly #items: Item[] = [];
  #batch: { item: Item; post: Post }[] = [];

  constructor(context: Context) {
    this.#context = context;
    this.#speakerOf = compileSpeakers(context.brands);
  }

  async add(line: number, value: unknown): Promise<void> {
    const item: Item = { line, id: idOf(value), accepted: false };
    this.#items.push(item);
    if (value instanceof BadLine) {
      item.error = { code: value.code, message: value.message };
      return;
    }
    const parsed = externalPostSchema.safeParse(value);
    if (!parsed.success) item.error = { code: 'invalid-post', message: describeFaults(parsed.error) };
    else if (parsed.data.aboutBrand && !isWatched(this.#context, parsed.data.aboutBrand))
      item.error = { code: 'brand-unknown', message: `aboutBrand: there is no brand "${parsed.data.aboutBrand}"` };
    else {
      const post = postFromExternal(parsed.data, 'intake');
      this.#batch.push({ item, post: withSpeaker(post, parsed.data.author, this.#speakerOf) });
    }
    if (this.#batch.length >= batchPosts) await this.#submit();
  }

  async finish(): Promise<IntakeAnswer> {
    await this.#submit();
    const accepted = this.#items.filter((item) => item.accepted).length;
    return { accepted, rejected: this.#items.length - accepted, items: this.#items };
  }

  async #submit(): Promise<void> {
    const batch = this.#batch;
    this.#batch = [];
    if (batch.length === 0) return;
    const results = await this.#context.submit(batch.map(({ post }) => post));
    for (const [i, { item }] of batch.entries()) {
      const result = results[i];
      item.accepted = result?.accepted === true;
      if (result && !result.accepted) item.error = { code: result.code, message: result.message };
    }
  }
}

class BadLine {
  readonly code: string;
  readonly message: string;
  constructor(code: string, message: string) {
    this.code = code;
    this.message = message;
  }
}

function idOf(value: unknown): string | null {
  const id = typeof value === 'object' && value !== null ? (value as { id?: unknown }).id : undefined;
  return typeof id === 'string' || typeof id === 'number' ? String(id).slice(0, 512) : null;
}

async function* itemsOf(request: Request): AsyncGenerator<{ line: number; value: unknown }, void, undefined> {
  if (!request.is(lineTypes)) {
    yield* itemsOfArray(request);
    return;
  }
  if ((request.headers['content-encoding'] ?? 'identity') !== 'identity')
    throw new HttpProblem('media-type', 'Send NDJSON without Content-Encoding.');
  for await (const { line, text } of bodyLines(request, maxLineBytes)) {
    if (text === null) yield { line, value: new BadLine('line-too-long', 'The line is longer than 1 MB.') };
    else if (text.trim() !== '') yield { line, value: parsed(text) };
  }
}

function* itemsOfArray(request: Request): Generator<{ line: number; value: unknown }, void, undefined> {
  if (typeof request.body !== 'string')
    throw new HttpProblem('media-type', `Send the posts as application/json or as ${lineTypes[0]}.`);
  const value = parsed(request.body);
  if (value instanceof BadLine) throw new HttpProblem('malformed-body', value.message);
  const items = Array.isArray(value) ? value : [value];
  for (const [i, item] of items.entries()) yield { line: i + 1, value: item };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    return new BadLine('malformed-json', `Not valid JSON: ${(error as Error).message.slice(0, 200)}`);
  }
}
