/**
 * Where one stream lies on the box's own clock. By UTC where the box knows it; where it does not (after a power cut, without
 * a time server), by the stream's arrival: its first frame is given a fixed lead, and the stream is moved back when frames
 * come too late for that. Such a box plays, and is not in step.
 *
 * A clock that nobody vouches for is shared with the neighbours, and seconds or years from the head-end's: there the stream keeps its
 * place if its first frame comes in time for it, and else is moved by whole seconds, as every neighbour moves it.
 *
 *     shared clock   |         |     ×   |         |         |   × first frame comes, its place is past
 *                                    └── lead ──▶ └▶ where it is moved to
 */
import { LIMITS } from '../limits.ts';
import { monoOf, utcOf, type ClockReading } from '../time/clock-reading.ts';
import {
  FRAME_US,
  NEVER,
  US_PER_MS,
  US_PER_S,
  after,
  type MonoUs,
  type UtcUs,
} from '../vocabulary.ts';

/** A frame that arrives later than this before its time is too late for the card's buffer. */
const SLACK_US = LIMITS.sinkBufferUsMax;
/** A first frame that comes so soon before its place shows that the clock is the head-end’s, or near enough. */
const PLACED_US_MIN = 400 * US_PER_MS;
/** What is rendered in one piece before the start must not reach into the stream: whatever it passes over is late. */
const UNPROVED_US = 200 * US_PER_MS;
/** Moved back a little further than needed, so that it is not moved at every frame. */
const SPARE_US = 200 * US_PER_MS;

export class Timeline {
  readonly #startAt: UtcUs;
  #clock: ClockReading;
  /** Made up on arrival; of no account once the clock is good. */
  #arrival: ClockReading | undefined;
  #movedUs = 0;
  /** Whole seconds by which the stream is moved on a clock that is adrift; undefined before its first frame. */
  #shiftUs: number | undefined;

  constructor(startAt: UtcUs, clock: ClockReading) {
    this.#startAt = startAt;
    this.#clock = clock;
  }

  /** The box has another reading of the clock. One that is trusted no longer is still the best there is for what is under way. */
  follow(clock: ClockReading): void {
    if (this.#clock.trusted && !clock.trusted) this.#arrival = this.#place;
    this.#clock = clock;
  }

  /** By the stream's arrival, not by UTC: not in step with anybody. */
  get isByArrival(): boolean {
    return !this.#clock.trusted;
  }

  /** Each frame leaves the horn when the head-end said. */
  get isInPlace(): boolean {
    return !this.isByArrival && (this.#shiftUs ?? 0) === 0;
  }

  /** The instant of the stream that leaves the horn at `at`; before the start while the stream has no place. */
  utcOf(at: MonoUs): UtcUs {
    const place = this.#place;
    const instant = place && utcOf(place, at);
    const untilAt = this.#isUnproved ? after(this.#startAt, -UNPROVED_US) : Infinity;
    const isKnown = instant !== undefined && instant < untilAt;
    return isKnown ? instant : after(this.#startAt, -LIMITS.startAheadUsMax);
  }

  /** When an instant of the stream leaves the horn; NEVER while the stream has no place. */
  monoOf(at: UtcUs): MonoUs {
    const place = this.#place;
    return place === undefined ? NEVER : monoOf(place, at);
  }

  /** Frame `frame` has come. Without the time, the first to come is played `leadUs` from now. */
  arrive(frame: number, nowUs: MonoUs, leadUs: number): void {
    if (!this.isByArrival) return this.#choosePlace(frame, nowUs, leadUs);
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

  /** Where it has begun by a clock that is adrift, it has not: only its first frame shows where it is. */
  get #isUnproved(): boolean {
    return this.#clock.isAdrift === true && !this.isByArrival && this.#shiftUs === undefined;
  }

  /** Once, and on the first frame: a line that stalls later is no clock that is wrong. */
  #choosePlace(frame: number, nowUs: MonoUs, leadUs: number): void {
    if (this.#shiftUs !== undefined) return;
    this.#shiftUs = 0;
    if (this.#clock.isAdrift !== true) return;
    // By the shared clock: a box's own runs otherwise than its neighbour's until a place that is hours away.
    const inUs = after(this.#startAt, frame * FRAME_US) - utcOf(this.#clock, nowUs);
    if (inUs >= PLACED_US_MIN && inUs <= LIMITS.groupDelayUsMax) return;
    this.#shiftUs = Math.ceil((leadUs - inUs) / US_PER_S) * US_PER_S;
  }

  #put(utcMinusMonoUs: number): void {
    this.#arrival = { utcMinusMonoUs, errorUs: Infinity, trusted: false };
  }

  get #place(): ClockReading | undefined {
    if (this.isByArrival) return this.#arrival;
    if (this.isInPlace) return this.#clock;
    const utcMinusMonoUs = this.#clock.utcMinusMonoUs - (this.#shiftUs ?? 0);
    return { ...this.#clock, utcMinusMonoUs };
  }
}
