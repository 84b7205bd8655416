/**
 * How often a card is filled, and in what pieces. Each asking costs, so never sooner than it must; and what is left in the card must
 * outlast a stall of whatever asks it.
 *
 *     |<------- buffer, 250 ms ------->|
 *     |-- asked again --|<-- left ---->|
 *             110 ms         140 ms
 */
import { FRAME_SAMPLES, samplesToUs, type MonoUs } from '../../vocabulary.ts';

/**
 * A little more than half a bundle (200 ms): one that comes, and has the box awake, is then mostly ahead of the timer
 * that would wake it for the card. What is left outlasts 80 ms of whatever else.
 */
const PART = 11 / 25;
/** A large buffer is no reason to keep the core waiting. */
const EVERY_US_MAX = 110_000;

/** From one asking to the next, in µs, for a card that holds so much. */
export const pumpEveryUs = (bufferSamples: number): number =>
  Math.min(EVERY_US_MAX, samplesToUs(bufferSamples * PART));

/** Whether whoever is awake for something else fills the card as well: not so soon that it would be asked oftener for it. */
export const isWorthFilling = (sinceUs: number, everyUs: number): boolean => sinceUs >= everyUs / 2;

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
