/** Sample-exact position: what left the horn at an instant is the sample due then, but for the clock's error and 2 ms. */
import type { Span } from '../sound/voice.ts';
import { placeErrors } from '../expected-place.ts';
import type { BoxTrace, StreamTruth, Trace } from '../trace.ts';
import { complaints, type Violation } from './violation.ts';

const SAMPLES_PER_US = 0.048;
/** A box corrects itself beyond 2 ms, when it next fills the card; what a card says of its delay is rough. */
const LOOSE_SAMPLES = 96 + 30;
/** The tail of a fade, where one stream gives way to another, is too short for the ear to be sure whose it is. */
const SURE_SAMPLES = 240;
/** Where every clock and card is right, only the card's own grid is left. */
const EXACT_SAMPLES = 1;

export const place = (trace: Trace): Violation[] => {
  const { found, complain } = complaints('place');
  const streams = new Map(trace.streams.map((stream) => [stream.stream, stream]));
  for (const box of trace.boxes) {
    for (const span of box.spans) {
      const stream = streams.get(span.stream);
      if (stream === undefined || span.samples < SURE_SAMPLES) continue;
      const off = Math.max(...ends(span).map((end) => offBy(box, stream, end)));
      if (off > (stream.mayBeResampled ? LOOSE_SAMPLES : EXACT_SAMPLES)) {
        const says = `stream ${span.stream} is ${off.toFixed(1)} samples off its place, beyond the clock's own error`;
        complain(box.id, span.fromUs, says);
      }
    }
  }
  return found;
};

interface End {
  readonly atUs: number;
  readonly position: number;
}

const ends = ({ fromUs, toUs, position, end }: Span): [End, End] => [
  { atUs: fromUs, position },
  { atUs: toUs, position: end },
];

/** How many samples it is off, beyond what the clock's error explains. */
const offBy = (box: BoxTrace, stream: StreamTruth, { atUs, position }: End): number => {
  const due = (atUs - stream.startUs) * SAMPLES_PER_US;
  const off = placeErrors(box, stream, atUs).map(([least, greatest]) =>
    Math.max(
      due + least * SAMPLES_PER_US - position,
      position - due - greatest * SAMPLES_PER_US,
      0,
    ),
  );
  return Math.min(...off);
};
