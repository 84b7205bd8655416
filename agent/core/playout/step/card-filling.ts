/**
 * How far a card is filled, and when it must be asked again. What has come is given to it at once, as far as it goes; what has not is
 * waited for until no more is left in the card than must be, and only then made up. So a bundle that comes in time fills the card by
 * itself, and the box is woken for nothing else.
 *
 *     |<------------ buffer, 400 ms ------------>|
 *     |-- a bundle, 200 ms --|-- late --|- floor -|
 *                               60 ms     140 ms
 */
import { FRAME_SAMPLES, samplesToUs, usToSamples, type MonoUs } from '../../vocabulary.ts';

/** What is left outlasts a box that is blocked for 80 ms, and a timer that is late. */
const FLOOR_US = 140_000;
/** No more than this part of a small card. */
const FLOOR_PART = 14 / 25;
/** Two frames: what is made up takes the place of as little as can be that may still come. */
const MADE_UP_SAMPLES = 2 * FRAME_SAMPLES;
/** As good as down to the floor: a timer is exact to a millisecond. */
const NEARLY_SAMPLES = 96;
/** What somebody else woke the box for is hardly ever a bundle where the last one came so lately. */
const AGAIN_US = 90_000;

/** A card's clock is known well enough at this, which it is some four seconds after the card was opened. */
const CLOCK_ERROR_US = 8;
const LEARN_EVERY_US = 50_000;

export interface CardLevel {
  readonly bufferSamples: number;
  /** That have not left it. */
  readonly heldSamples: number;
}

const floorSamples = ({ bufferSamples }: CardLevel): number =>
  Math.min(usToSamples(FLOOR_US), Math.floor(bufferSamples * FLOOR_PART));

/** How many samples the card is given now, where `readySamples` of those that are next are there. */
export const fillingSamples = (card: CardLevel, readySamples: number): number => {
  const aboveSamples = card.heldSamples - floorSamples(card);
  const owedSamples = aboveSamples < NEARLY_SAMPLES ? MADE_UP_SAMPLES - aboveSamples : 0;
  const roomSamples = card.bufferSamples - card.heldSamples;
  return Math.max(0, Math.min(roomSamples, Math.max(readySamples, owedSamples)));
};

/**
 * In so many µs no more is left in the card than must be: it has to be asked by then. One that takes nothing is not asked without
 * end; one whose clock is not well known yet, off by `clockErrorUs` perhaps, is asked oftener, for it tells the time whenever it is.
 */
export const askAgainInUs = (card: CardLevel, clockErrorUs: number): number => {
  const floorInUs = samplesToUs(Math.max(FRAME_SAMPLES, card.heldSamples - floorSamples(card)));
  return clockErrorUs > CLOCK_ERROR_US ? Math.min(LEARN_EVERY_US, floorInUs) : floorInUs;
};

/** Whether whoever is awake for something else fills the card as well: not so soon that it would be asked oftener for it. */
export const isWorthFilling = (sinceUs: number, bufferSamples: number): boolean =>
  sinceUs >= Math.min(AGAIN_US, samplesToUs(bufferSamples / 4));

/**
 * Fills `pcm` frame by frame, each for the instant at which it leaves the card. Only a card without an error of its own leaves every
 * sample of a block where the first one says: at 100 ppm the last of 100 ms is 10 µs elsewhere.
 *
 * @param instantOf when a sample leaves, counted from the first of `pcm`
 */
export const renderByFrames = (
  pcm: Int16Array,
  instantOf: (sample: number) => MonoUs,
  render: (dacUs: MonoUs, pcm: Int16Array) => void,
): void => {
  for (let at = 0; at < pcm.length; at += FRAME_SAMPLES) {
    render(instantOf(at), pcm.subarray(at, at + FRAME_SAMPLES));
  }
};
