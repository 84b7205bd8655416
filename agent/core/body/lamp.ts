/** What the box's lamp shows, so that a look from the ground tells whether somebody must climb. It looks at the others and changes none. */
import type { EffectQueue } from '../effect-queue.ts';
import type { LampPattern } from '../vocabulary.ts';

export interface LampSays {
  readonly hasFault: boolean;
  readonly isSilenced: boolean;
  readonly isPlaying: boolean;
  readonly isConnected: boolean;
}

/** What matters most wins: a fault, silence by the switch, the amplifier on, no connection; else all is well. */
export const lampPattern = ({
  hasFault,
  isSilenced,
  isPlaying,
  isConnected,
}: LampSays): LampPattern => {
  if (hasFault) return 'fast';
  if (isSilenced) return 'dark';
  if (isPlaying) return 'steady';
  return isConnected ? 'blip' : 'slow';
};

export interface LampParts {
  readonly effects: EffectQueue;
  readonly faults: { readonly hasAny: boolean };
  readonly killSwitch: { readonly isThrown: boolean };
  readonly amplifier: { readonly relays: { readonly line: boolean } };
  readonly connection: { readonly isUp: boolean };
}

export class Lamp {
  readonly #parts: LampParts;
  #shown: LampPattern | undefined;

  constructor(parts: LampParts) {
    this.#parts = parts;
  }

  settle(): void {
    const { effects, faults, killSwitch, amplifier, connection } = this.#parts;
    const pattern = lampPattern({
      hasFault: faults.hasAny,
      isSilenced: killSwitch.isThrown,
      isPlaying: amplifier.relays.line,
      isConnected: connection.isUp,
    });
    if (pattern === this.#shown) return;
    this.#shown = pattern;
    effects.push({ do: 'lamp', pattern });
  }
}
