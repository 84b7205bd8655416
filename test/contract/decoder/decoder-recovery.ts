/** What the player expects of a decoder that can decode in-band FEC. It knows none by name. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { OpusDecoder } from '../../../agent/core/playout/opus-decoder.ts';
import { encodedSpeech } from './decoder-contract.ts';
import { FRAME_SAMPLES } from './decoder-speech.ts';

const FRAMES = 150;
/** One frame of ten is lost, alone, once there is something to conceal from. */
const isLost = (frame: number): boolean => frame > 5 && frame % 10 === 7;

/** @param decoder one for all: the suite resets it before each test */
export const recoveryContract = (
  name: string,
  decoder: Required<OpusDecoder>,
  skip: string | false = false,
): void => {
  void describe(`in-band FEC (${name})`, { skip }, () => {
    let repeating: Uint8Array[];
    let plain: Uint8Array[];
    before(() => {
      repeating = encodedSpeech(FRAMES, 'fec');
      plain = encodedSpeech(FRAMES);
    });
    const decoded = (packet: Uint8Array): Int16Array => {
      const pcm = new Int16Array(FRAME_SAMPLES);
      assert.equal(decoder.decode(packet, pcm), true);
      return pcm;
    };

    /** The whole of it, with `instead` for each lost frame, which is told of the packet behind it. */
    const listen = (
      packets: readonly Uint8Array[],
      instead: (next: Uint8Array, pcm: Int16Array) => unknown,
    ): Int16Array[] => {
      decoder.reset();
      return packets.map((packet, frame) => {
        const next = packets[frame + 1];
        if (next === undefined || !isLost(frame)) return decoded(packet);
        const pcm = new Int16Array(FRAME_SAMPLES);
        instead(next, pcm);
        return pcm;
      });
    };
    /** Signal to noise of the lost frames, in dB. */
    const snrDb = (heard: readonly Int16Array[], whole: readonly Int16Array[]): number => {
      let [signal, noise] = [0, 0];
      heard.forEach((pcm, frame) => {
        if (!isLost(frame)) return;
        pcm.forEach((sample, at) => {
          const right = whole[frame]![at]!;
          signal += right ** 2;
          noise += (sample - right) ** 2;
        });
      });
      return 10 * Math.log10(signal / noise);
    };

    void it('gives back a lost frame far better than it is concealed', (t) => {
      const whole = listen(repeating, (_, pcm) => decoder.conceal(pcm));
      decoder.reset();
      const right = repeating.map(decoded);
      const answers: boolean[] = [];
      const recovered = listen(repeating, (next, pcm) => {
        answers.push(decoder.recover(next, pcm));
      });
      const [fecDb, plcDb] = [snrDb(recovered, right), snrDb(whole, right)];
      t.diagnostic(`lost frames: FEC ${fecDb.toFixed(1)} dB, concealment ${plcDb.toFixed(1)} dB`);
      assert.ok(fecDb > plcDb + 8, `${fecDb} dB against ${plcDb} dB`);
      // Pauses are not repeated: there is nothing in them.
      assert.ok(answers.filter((answer) => answer).length > answers.length / 2);
    });

    void it('conceals, and says so, where the next packet repeats nothing or is broken', () => {
      const [next, ...broken] = [
        plain[20]!,
        new Uint8Array(0),
        Uint8Array.of(3),
        new Uint8Array(2_000),
      ];
      for (const packet of [next, ...broken]) {
        decoder.reset();
        for (const good of plain.slice(0, 19)) decoded(good);
        const expected = new Int16Array(FRAME_SAMPLES);
        decoder.conceal(expected);
        const resumed = decoded(plain[20]!);

        decoder.reset();
        for (const good of plain.slice(0, 19)) decoded(good);
        const pcm = new Int16Array(FRAME_SAMPLES);
        assert.equal(decoder.recover(packet, pcm), false);
        assert.deepEqual(pcm, expected);
        assert.deepEqual(decoded(plain[20]!), resumed);
      }
    });

    void it('leaves the packet as it was, and decodes it as ever afterwards', () => {
      decoder.reset();
      for (const good of repeating.slice(0, 24)) decoded(good);
      const packet = Uint8Array.from(repeating[25]!);
      const pcm = new Int16Array(FRAME_SAMPLES);
      assert.equal(decoder.recover(packet, pcm), true);
      assert.deepEqual(packet, Uint8Array.from(repeating[25]!));
      const resumed = repeating.slice(25, 40).map(decoded).at(-1)!;
      decoder.reset();
      const right = repeating.slice(0, 40).map(decoded).at(-1)!;
      const furthest = resumed.reduce(
        (most, sample, at) => Math.max(most, Math.abs(sample - right[at]!)),
        0,
      );
      assert.ok(furthest < 100, `${furthest} off, fifteen frames later`);
    });
  });
};
