/** A recording of any length: the bulletin's packets again and again, and what they sound like. Knows nothing of who plays it. */
import OpusScript from 'opusscript';
import { monoUs } from '../../../agent/core/vocabulary.ts';
import { BULLETIN_PATH } from '../../../broker-sim/bulletin/bulletin.ts';
import { openRecording } from '../../../broker-sim/source/open-source.ts';
import type { OpusSource } from '../../../broker-sim/source/opus-source.ts';

const FRAME_SAMPLES = 960;

export class LongRecording {
  readonly #packets: readonly Uint8Array[];
  readonly frames: number;

  private constructor(packets: readonly Uint8Array[], frames: number) {
    this.#packets = packets;
    this.frames = frames;
  }

  static async ofFrames(frames: number): Promise<LongRecording> {
    const source = openRecording(BULLETIN_PATH, () => undefined);
    const packets: Uint8Array[] = [];
    for (;;) {
      const next = await source.next();
      if (next.is === 'end') break;
      packets.push(next.packet);
    }
    await source.close();
    return new LongRecording(packets, frames);
  }

  #packetOf(frame: number): Uint8Array {
    return this.#packets[frame % this.#packets.length] ?? new Uint8Array(1);
  }

  /** For one broadcast. */
  source(): OpusSource {
    let frame = 0;
    return {
      live: false,
      description: 'the bulletin, again and again',
      next: async () =>
        frame < this.frames
          ? {
              is: 'frame',
              packet: this.#packetOf(frame++),
              capturedAtUs: monoUs(0),
              afterGap: false,
            }
          : { is: 'end', failed: false },
      close: async () => {
        frame = this.frames;
      },
    };
  }

  /** Decoded in one go. */
  sound(): Int16Array {
    const decoder = new OpusScript(48_000, 1);
    const pcm = new Int16Array(this.frames * FRAME_SAMPLES);
    for (let frame = 0; frame < this.frames; frame++) {
      const bytes = decoder.decode(Buffer.from(this.#packetOf(frame)));
      for (let at = 0; at < FRAME_SAMPLES; at++) {
        pcm[frame * FRAME_SAMPLES + at] = bytes.readInt16LE(2 * at);
      }
    }
    decoder.delete();
    return pcm;
  }
}
