import type { Response } from 'express';
import { isoInstant } from '../core/words/interval.ts';
import type { Ground } from './context.ts';
import type { Changed } from './schemas.ts';

const gatherMs = 200;
const heartbeatMs = 15_000;
const kept = 200;
export const maxReaders = 500;

/**
 * Tells every connected page what has changed. Changes within 200 ms become one event; the last 200 events are kept for
 * pages that come back, and a page that was away longer is told to read everything anew.
 */
export class EventStream {
  readonly #context: Ground;
  readonly #readers = new Set<Response>();
  readonly #past: { id: string; text: string }[] = [];
  readonly #run: string;
  readonly #unsubscribe: () => void;
  #sequence = 0;
  #gathered: { what: Set<Changed['what'][number]>; brands: Set<string>; all: boolean } | null = null;
  #timer: NodeJS.Timeout | null = null;
  #heartbeat: NodeJS.Timeout | null = null;

  constructor(context: Ground) {
    this.#context = context;
    this.#run = context.clock.now().toString(36);
    this.#unsubscribe = context.changes.subscribe((change) => this.#gather(change));
  }

  get isFull(): boolean {
    return this.#readers.size >= maxReaders;
  }

  /** Begins the stream of a page. */
  open(response: Response, lastEventId: string | undefined): void {
    response.status(200);
    response.setHeader('Content-Type', 'text/event-stream; charset=utf-8');
    response.setHeader('Cache-Control', 'no-store, no-transform');
    response.setHeader('X-Accel-Buffering', 'no');
    response.write(`retry: 2000\n\n${this.#missedSince(lastEventId)}`);
    this.#readers.add(response);
    this.#context.events.eventStreamOpened();
    this.#heartbeat ??= setInterval(() => this.#send(': still here\n\n'), heartbeatMs).unref();
    response.on('close', () => this.#leave(response));
  }

  close(): void {
    this.#unsubscribe();
    if (this.#timer) clearTimeout(this.#timer);
    if (this.#heartbeat) clearInterval(this.#heartbeat);
    for (const reader of this.#readers) reader.end();
  }

  #leave(response: Response): void {
    if (!this.#readers.delete(response)) return;
    this.#context.events.eventStreamClosed();
  }

  #gather(change: Omit<Changed, 'at'>): void {
    this.#gathered ??= { what: new Set(), brands: new Set(), all: false };
    for (const what of change.what) this.#gathered.what.add(what);
    for (const brand of change.brands) this.#gathered.brands.add(brand);
    if (change.brands.length === 0) this.#gathered.all = true;
    this.#timer ??= setTimeout(() => this.#tell(), gatherMs).unref();
  }

  #tell(): void {
    this.#timer = null;
    const gathered = this.#gathered;
    this.#gathered = null;
    if (!gathered) return;
    const event = this.#event([...gathered.what].sort(), gathered.all ? [] : [...gathered.brands].sort());
    this.#past.push(event);
    if (this.#past.length > kept) this.#past.shift();
    this.#send(event.text);
  }

  #event(what: Changed['what'], brands: string[]): { id: string; text: string } {
    const id = `${this.#run}-${++this.#sequence}`;
    const data: Changed = { what, brands, at: isoInstant(this.#context.clock.now()) };
    return { id, text: `id: ${id}\nevent: changed\ndata: ${JSON.stringify(data)}\n\n` };
  }

  #missedSince(lastEventId: string | undefined): string {
    if (lastEventId === undefined || lastEventId === '') return '';
    if (lastEventId === `${this.#run}-${this.#sequence}`) return '';
    const place = this.#past.findIndex(({ id }) => id === lastEventId);
    if (place >= 0)
      return this.#past
        .slice(place + 1)
        .map(({ text }) => text)
        .join('');
    const data: Changed = {
      what: ['brands', 'incidents', 'reports', 'sources', 'timeline'],
      brands: [],
      at: isoInstant(this.#context.clock.now()),
    };
    return `id: ${this.#run}-${this.#sequence}\nevent: changed\ndata: ${JSON.stringify(data)}\n\n`;
  }

  #send(text: string): void {
    for (const reader of this.#readers) {
      // A page that doesn't read any more would make its events pile up here.
      if (reader.writableLength > 1_048_576) reader.destroy();
      else reader.write(text);
    }
  }
}
