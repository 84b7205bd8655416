/** What must go before sound that is whole: contacts that close, an amplifier that warms, a card that is filled. It knows no session. */
import type { AmplifierConfig } from '../receiver-config.ts';
import { US_PER_MS } from '../vocabulary.ts';

/** Contacts of the line relay are closed, and have stopped bouncing, this long after the command. */
export const LINE_SETTLE_US = 100 * US_PER_MS;
/** A player is asked for sound this early: amplifier commanded, card opened, buffer filled. */
const MARGIN_US = 400 * US_PER_MS;

/** From the order to sound that is whole. */
export const prepareUs = (config: AmplifierConfig): number =>
  config.warmUpUs + LINE_SETTLE_US + MARGIN_US;
