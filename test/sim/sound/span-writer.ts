/** Joins what was recognised, piece after piece, to spans as long as they can be. */
import type { Leg } from './hypothesis.ts';
import type { Span } from './voice.ts';

interface OpenSpan {
  readonly source: Span['source'];
  readonly stream: number;
  readonly position: number;
  readonly fromUs: number;
  samples: number;
  end: number;
}

/** Spans are closed after a second, so that their places can be looked at. */
const SAMPLES_MAX = 48_000;

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
      this.#add({ ...one, samples, end: one.position + samples * one.pace });
    }
  }

  /** The span goes on. */
  goOn(samples: number, pace: number): void {
    if (this.#open === undefined) throw new Error('no span to go on with');
    const { source, stream, end, fromUs } = this.#open;
    this.#open.samples += samples;
    this.#open.end += samples * pace;
    if (this.#open.samples < SAMPLES_MAX) return;
    const nextUs = fromUs + this.#open.samples * this.#usPerSample;
    this.close();
    this.#open = {
      source,
      stream,
      position: end + samples * pace,
      end: end + samples * pace,
      fromUs: nextUs,
      samples: 0,
    };
  }

  unknown(fromUs: number): void {
    const position = this.#open?.source === 'unknown' ? this.#open.end : 0;
    this.#add({ source: 'unknown', stream: -1, position, fromUs, samples: 1, end: position + 1 });
  }

  close(): void {
    const open = this.#open;
    this.#open = undefined;
    if (open === undefined || open.source === 'quiet' || open.samples === 0) return;
    this.#hears({ ...open, toUs: open.fromUs + open.samples * this.#usPerSample });
  }

  #add(span: OpenSpan): void {
    const open = this.#open;
    const goesOn =
      open?.source === span.source &&
      open.stream === span.stream &&
      open.samples < SAMPLES_MAX &&
      Math.abs(open.end - span.position) < 0.5;
    if (goesOn) {
      open.samples += span.samples;
      open.end = span.end;
      return;
    }
    this.close();
    const { source, stream, position, fromUs, samples, end } = span;
    this.#open = { source, stream, position, fromUs, samples, end };
  }
}
