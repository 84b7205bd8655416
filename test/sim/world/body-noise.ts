/**
 * Sensors that are noise and contacts that bounce, all of it within what a box must shrug off: nothing of it is twice in a row what would
 * forbid the amplifier, and so nothing of it may be heard, or switch a relay.
 */
import { US_PER_S } from '../../../agent/core/vocabulary.ts';
import type { BodyConfig } from '../../../agent/core/receiver-config.ts';
import type { Chance } from './chance.ts';
import type { Box } from './box.ts';
import type { Village } from './village.ts';

/** Of every box of the village: what its sensors mean. */
export const BODY: BodyConfig = {
  thermal: { derateFromC: 75, offFromC: 90 },
  speakerLine: { shortBelow: 2, openAbove: 16 },
};

const SENSED_EVERY_US = 5 * US_PER_S;
/** A contact has not changed that goes back within this. */
const BOUNCE_US = 20_000;
const ODDS = { short: 0.2, open: 0.1, unread: 0.1, bounces: 0.3, reset: 0.02 } as const;
/** Just below where heat takes loudness. */
const HEAT_C = [15, 74.9] as const;

export const arrangeNoise = (village: Village): void => {
  if (!village.plan.faults.has('noisy-body')) return;
  for (const { box } of village.houses) {
    new BodyNoise(village, box, village.plan.chance.fork(`noise at ${box.trace.id}`)).begin();
  }
};

class BodyNoise {
  readonly #village: Village;
  readonly #box: Box;
  readonly #chance: Chance;
  #wasShort = false;

  constructor(village: Village, box: Box, chance: Chance) {
    this.#village = village;
    this.#box = box;
    this.#chance = chance;
  }

  begin(): void {
    this.#at(this.#chance.between(0, SENSED_EVERY_US));
  }

  #at(atUs: number): void {
    this.#village.timeline.at(atUs, () => {
      // One that gets no processor reads nothing, and two readings that it missed are not two in a row.
      if (this.#box.isOn && !this.#box.isStalled) this.#sense();
      this.#at(atUs + this.#chance.between(0.5, 1.5) * SENSED_EVERY_US);
    });
  }

  #sense(): void {
    const chance = this.#chance;
    this.#wasShort = !this.#wasShort && chance.hits(ODDS.short);
    const line = chance.hits(ODDS.open) ? chance.between(17, 60) : chance.between(2.1, 15.9);
    this.#box.post({
      on: 'sensors',
      readings: {
        temperatureC: chance.hits(ODDS.unread) ? null : chance.between(...HEAT_C),
        supplyV: chance.hits(ODDS.unread) ? null : chance.between(9, 16),
        line: this.#wasShort ? chance.between(0, 1.9) : line,
      },
    });
    if (chance.hits(ODDS.reset)) this.#box.post({ on: 'reset-latches' });
    if (chance.hits(ODDS.bounces)) this.#bounce();
  }

  #bounce(): void {
    for (const mains of [true, false]) {
      const levels = { mains, tamper: this.#chance.hits(0.5) };
      this.#village.timeline.after(this.#chance.between(0, BOUNCE_US), () => {
        if (this.#box.isOn) this.#box.post({ on: 'contacts', levels });
      });
    }
  }
}
