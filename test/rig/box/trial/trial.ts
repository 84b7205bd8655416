/** What happens to a box, in the order of a bad day. Every instant is taken outside of the machine. */
import { LongRecording } from '../../step/long-recording.ts';
import type { Machine } from '../machine/machine.ts';
import type { Outside } from '../outside.ts';
import { cableOut, cardOut, killed, nonsenseConfigured, stoppedDead } from './faults.ts';
import { bulletinIsHeard, lampBlips, underItsUnit, watchedByHardware } from './peace.ts';
import { kernelHangs, powerCut } from './power.ts';
import * as technician from './technician.ts';
import { ready, relays, RELAYS, seconds, slowness, sound, type Stage } from './stage.ts';

/** For as long as the bad day lasts. */
const LONG_FRAMES = 50 * 3_600;

export interface Parts {
  readonly outside: Outside;
  readonly powerOn: () => Promise<Machine>;
  readonly say: (line: string) => void;
  /** The figures alone: power on, a bulletin, the power goes and comes again. */
  readonly isBrief: boolean;
}

export const trial = async ({ outside, powerOn, say, isBrief }: Parts): Promise<void> => {
  let stage: Stage = { outside, say, machine: await powerOn() };
  const readyMs = (await ready(stage)) - stage.machine.poweredOnMs;
  const toldMs = (stage.machine.pins.told(RELAYS) ?? Infinity) - stage.machine.poweredOnMs;
  say(
    `first start: relays told to be off ${seconds(toldMs)} after power-on, ready ${seconds(readyMs)} after it`,
  );
  const times = (await slowness(stage)).toFixed(0);
  say(`a program begins ${times} times as slowly in it as on this host`);
  if (!isBrief) {
    await underItsUnit(stage);
    await watchedByHardware(stage);
    await technician.isAnswered(stage);
    await technician.setsTheBox(stage);
    await lampBlips(stage);
  }
  await bulletinIsHeard(stage, 'a bulletin');

  const recording = await LongRecording.ofFrames(LONG_FRAMES);
  const spokenMs = performance.now();
  const broadcast = await outside.speak(recording.source(), 'a long bulletin');
  try {
    await relays(stage, 'closed');
    await sound(stage, spokenMs);
    if (!isBrief) {
      await killed(stage);
      await stoppedDead(stage);
      await cardOut(stage);
      await cableOut(stage);
      await nonsenseConfigured(stage);
      await technician.startsTheMachineAgain(stage);
    }
    stage = await powerCut(stage, powerOn);
    if (!isBrief) await kernelHangs(stage);
  } finally {
    await broadcast.stop();
  }
  await relays(stage, 'open');
  await bulletinIsHeard(stage, 'a bulletin after all that');
};
