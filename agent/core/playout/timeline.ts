/**
 * Where one stream lies on the box's own clock. By UTC where the box knows it; where it does not (after a power cut, without
 * a time server), by the stream's arrival: its first frame is given a fixed lead, and the stream is moved back when frames
 * come too late for that. Such a box plays, and is not in step.
 */
import { LIMITS } from '../limits.ts';
import { monoOf, utcOf, type ClockReading } from '../time/clock-reading.ts';
import { FRAME_US, NEVER, US_PER_MS, after, type MonoUs, type UtcUs } from '../vocabulary.ts';

/** A frame that arrives later than this before its time is too late for the card's buffer. */
const SLACK_US = LIMITS.sinkBufferUsMax;
/** Moved back a little further than needed, so that it is not moved at every frame. */
const SPARE_US = 200 * US_PER_MS;

export class Timeline {
  readonly #startAt: UtcUs;
  #clock: ClockReading;
  /** Made up on arrival; of no account once the clock is good. */
  #arrival: ClockReading | undefined;
  #movedUs = 0;

  constructor(startAt: UtcUs, clock: ClockReading) {
    this.#startAt = startAt;
    this.#clock = clock;
  }

  /** The box has another reading of the clock. One that is trusted no longer is still the best there is for what is under way. */
  follow(clock: ClockReading): void {
    if (this.#clock.trusted && !clock.trusted) this.#arrival = this.#clock;
    this.#clock = clock;
  }

  /** By the stream's arrival, not by UTC: not in step with anybody. */
  get isByArrival(): boolean {
    return !this.#clock.trusted;
  }

  /** The instant of the stream that leaves the horn at `at`; before the start while the stream has no place. */
  utcOf(at: MonoUs): UtcUs {
    const place = this.#place;
    return place === undefined ? after(this.#startAt, -LIMITS.startAheadUsMax) : utcOf(place, at);
  }

  /** When an instant of the stream leaves the horn; NEVER while the stream has no place. */
  monoOf(at: UtcUs): MonoUs {
    const place = this.#place;
    return place === undefined ? NEVER : monoOf(place, at);
  }

  /** Frame `frame` has come. Without the time, the first to come is played `leadUs` from now. */
  arrive(frame: number, nowUs: MonoUs, leadUs: number): void {
    if (!this.isByArrival) return;
    const frameAt = after(this.#startAt, frame * FRAME_US);
    if (this.#arrival === undefined) {
      this.#put(frameAt - nowUs - leadUs);
      return;
    }
    const tooLateUs = nowUs + SLACK_US - monoOf(this.#arrival, frameAt);
    if (tooLateUs <= 0 || this.#movedUs + leadUs + tooLateUs > LIMITS.groupDelayUsMax) return;
    this.#movedUs += tooLateUs + SPARE_US;
    this.#put(this.#arrival.utcMinusMonoUs - tooLateUs - SPARE_US);
  }

  #put(utcMinusMonoUs: number): void {
    this.#arrival = { utcMinusMonoUs, errorUs: Infinity, trusted: false };
  }

  get #place(): ClockReading | undefined {
    return this.isByArrival ? this.#arrival : this.#clock;
  }
}
