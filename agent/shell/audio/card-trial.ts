/**
 * Tries a card that nothing plays on: does it open, and does it take sound away? Silence is all that it is given, and the amplifier
 * stays as it is. It gives way at once to whoever wants the card in earnest.
 */
import { setTimeout as pass } from 'node:timers/promises';
import type { CardTried } from '../../core/console/diagnosis/probes.ts';
import type { AudioConfig } from '../../config/agent-config.ts';
import type { AudioSink } from '../../../hw/ports.ts';
import { describeFailure } from '../failure.ts';

/** A card that has moved nothing for this long stands still. */
const STALLED_AFTER_MS = 300;
const ASK_EVERY_MS = 20;

/** A recording would hold the silence of the trial, and what is paced by us proves nothing. */
export const canBeTried = ({ sink }: AudioConfig): boolean => sink === 'alsa' || sink === 'speaker';

/** Leaves the card closed. `isWanted`: somebody wants it in earnest. */
export const tryCard = async (sink: AudioSink, isWanted: () => boolean): Promise<CardTried> => {
  try {
    const { bufferSamples } = await sink.open();
    const silence = new Int16Array(bufferSamples);
    const written = sink.write(silence.subarray(0, Math.floor(sink.status().roomSamples)));
    for (let waitedMs = 0; waitedMs < STALLED_AFTER_MS; waitedMs += ASK_EVERY_MS) {
      if (isWanted()) return { went: 'busy' };
      const { state, delaySamples, xruns, reason } = sink.status();
      if (state === 'failed') return wrong('stalled', reason ?? 'the card failed');
      if (delaySamples < written || xruns > 0) return { went: 'well' };
      await pass(ASK_EVERY_MS);
    }
    return wrong('stalled', `nothing has left it for ${STALLED_AFTER_MS} ms`);
  } catch (error) {
    return wrong('absent', describeFailure(error));
  } finally {
    await sink.close();
  }
};

const wrong = (why: 'absent' | 'stalled', reason: string): CardTried => ({
  went: 'wrong',
  why,
  reason,
});
