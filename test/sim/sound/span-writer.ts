/** Joins what was recognised, piece after piece, to spans as long as they can be. */
import type { Leg } from './hypothesis.ts';
import type { Span } from './voice.ts';

interface OpenSpan {
  readonly source: Span['source'];
  readonly stream: number;
  readonly position: number;
  readonly fromUs: number;
  samples: number;
}

export class SpanWriter {
  readonly #usPerSample: number;
  readonly #hears: (span: Span) => void;
  #open: OpenSpan | undefined;

  constructor(usPerSample: number, hears: (span: Span) => void) {
    this.#usPerSample = usPerSample;
    this.#hears = hears;
  }

  /** Writes a leg and all before it, without their last `lessSamples`. */
  write(leg: Leg | undefined, lessSamples: number): void {
    const legs: Leg[] = [];
    for (let one = leg; one !== undefined; one = one.previous) legs.push(one);
    let keep = legs.reduce((total, { samples }) => total + samples, 0) - lessSamples;
    for (const one of legs.reverse()) {
      const samples = Math.min(one.samples, keep);
      if (samples <= 0) continue;
      keep -= samples;
      this.#add({ ...one, samples });
    }
  }

  /** The span goes on. */
  goOn(samples: number): void {
    if (this.#open === undefined) throw new Error('no span to go on with');
    this.#open.samples += samples;
  }

  unknown(fromUs: number): void {
    const position = this.#open?.source === 'unknown' ? this.#open.position + this.#open.samples : 0;
    this.#add({ source: 'unknown', stream: -1, position, fromUs, samples: 1 });
  }

  close(): void {
    const open = this.#open;
    this.#open = undefined;
    if (open === undefined || open.source === 'quiet') return;
    const { source, stream, position, samples, fromUs } = open;
    this.#hears({ source, stream, position, samples, fromUs, toUs: fromUs + samples * this.#usPerSample });
  }

  #add(span: OpenSpan): void {
    const open = this.#open;
    const goesOn =
      open?.source === span.source &&
      open.stream === span.stream &&
      open.position + open.samples === span.position;
    if (goesOn) {
      open.samples += span.samples;
      return;
    }
    this.close();
    const { source, stream, position, fromUs, samples } = span;
    this.#open = { source, stream, position, fromUs, samples };
  }
}
