/** Commands and the question of an LCUS board as bytes. */
import { QUESTION, START, type SwitchFrame } from './lcus-frame.ts';

export const switchBytes = ({ channel, on }: SwitchFrame): Uint8Array => {
  const operation = on ? 1 : 0;
  return Uint8Array.of(START, channel, operation, (START + channel + operation) & 0xff);
};

export const questionBytes = (): Uint8Array => Uint8Array.of(QUESTION);
