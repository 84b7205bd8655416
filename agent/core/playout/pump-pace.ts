/**
 * How often a card is asked for room. Each asking costs, so never sooner than it must; and what is left in the card must outlast a
 * stall of whatever asks it.
 *
 *     |<------- buffer, 250 ms ------->|
 *     |-- asked again --|<-- left ---->|
 *             100 ms         150 ms
 */
import { samplesToUs } from '../vocabulary.ts';

/** Two fifths of the buffer are played meanwhile, and three are left. */
const PART = 2 / 5;
/** A large buffer is no reason to keep the core waiting. */
const EVERY_US_MAX = 100_000;

/** From one asking to the next, in µs, for a card that holds so much. */
export const pumpEveryUs = (bufferSamples: number): number =>
  Math.min(EVERY_US_MAX, samplesToUs(bufferSamples * PART));
