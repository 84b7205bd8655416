/** What the player expects of every Opus decoder. It knows none by name. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import type { OpusDecoder } from '../../../agent/core/playout/opus-decoder.ts';
import { FRAME_SAMPLES, speech } from './decoder-speech.ts';

const FRAMES = 150;
/** Past the end of what a decoder may write. */
const GUARD = 12_345;

/** Opus packets of the made-up speech, one frame of 20 ms each; with `fec` each repeats the one before it. */
export const encodedSpeech = (frames = FRAMES, fec: 'fec' | 'no fec' = 'no fec'): Uint8Array[] => {
  const encoder = fileURLToPath(new URL('./decoder-encode.js', import.meta.url));
  const { stdout } = spawnSync(process.execPath, [encoder, String(frames), fec], {
    encoding: 'utf8',
  });
  return (JSON.parse(stdout) as string[]).map((packet) => Buffer.from(packet, 'base64'));
};

const level = (pcm: Int16Array): number =>
  Math.sqrt(pcm.reduce((sum, sample) => sum + sample * sample, 0) / pcm.length);

/** @param decoder one for all: the suite resets it before each test */
export const decoderContract = (
  name: string,
  decoder: OpusDecoder,
  skip: string | false = false,
): void => {
  void describe(`an Opus decoder (${name})`, { skip }, () => {
    let packets: Uint8Array[];
    before(() => {
      packets = encodedSpeech();
    });

    /** One frame, checked to be exactly one: before, after and between nothing is touched. */
    const frameBy = (write: (pcm: Int16Array) => unknown): Int16Array => {
      const around = new Int16Array(FRAME_SAMPLES + 3).fill(GUARD);
      write(around.subarray(1, FRAME_SAMPLES + 1));
      assert.deepEqual(
        [around[0], around[FRAME_SAMPLES + 1], around[FRAME_SAMPLES + 2]],
        [GUARD, GUARD, GUARD],
        'it wrote beside the frame',
      );
      return around.slice(1, FRAME_SAMPLES + 1);
    };
    const decoded = (packet: Uint8Array, expected = true): Int16Array =>
      frameBy((pcm) => assert.equal(decoder.decode(packet, pcm), expected));
    const concealed = (): Int16Array => frameBy((pcm) => decoder.conceal(pcm));
    const afterSpeech = (frames = 20): void => {
      decoder.reset();
      for (const packet of packets.slice(0, frames)) decoded(packet);
    };

    void it('gives back the speech that was encoded', () => {
      decoder.reset();
      const pcm = Int16Array.from(packets.flatMap((packet) => [...decoded(packet)]));
      const original = speech(FRAMES);
      // libopus looks 6.5 ms ahead.
      const delay = 312;
      const heard = pcm.subarray(delay);
      const error = heard.map((sample, at) => sample - (original[at] ?? 0));
      const snrDb = 20 * Math.log10(level(original) / level(error));
      assert.ok(snrDb > 10, `signal to noise ${snrDb.toFixed(1)} dB`);
    });

    void it('takes a packet from any address', () => {
      decoder.reset();
      const expected = packets.slice(0, 10).map((packet) => decoded(packet));
      decoder.reset();
      const odd = packets.slice(0, 10).map((packet, at) => {
        const around = new Uint8Array(packet.length + 9);
        around.set(packet, 1 + (at % 7));
        return decoded(around.subarray(1 + (at % 7), 1 + (at % 7) + packet.length));
      });
      assert.deepEqual(odd, expected);
    });

    void it('is silent when there is nothing to conceal yet', () => {
      decoder.reset();
      assert.deepEqual(concealed(), new Int16Array(FRAME_SAMPLES));
      assert.deepEqual(decoded(new Uint8Array(0), false), new Int16Array(FRAME_SAMPLES));
    });

    void it('conceals a lost frame in the manner of the one before', () => {
      decoder.reset();
      let last = concealed();
      for (const packet of packets.slice(0, 6)) last = decoded(packet);
      const guessed = concealed();
      assert.ok(level(last) > 500, 'the speech is loud there');
      const ratio = level(guessed) / level(last);
      assert.ok(ratio > 0.3 && ratio < 2, `level ${ratio.toFixed(2)} of the frame before`);
      const step = Math.abs(guessed[0]! - last.at(-1)!);
      const steepest = Math.max(...last.slice(1).map((sample, at) => Math.abs(sample - last[at]!)));
      assert.ok(step <= 2 * steepest, `a step of ${step} where the speech has ${steepest}`);
    });

    void it('fades what it conceals', () => {
      decoder.reset();
      let last = concealed();
      for (const packet of packets.slice(0, 6)) last = decoded(packet);
      const levels = Array.from({ length: 30 }, () => level(concealed()));
      assert.ok(levels.at(-1)! < level(last) / 20, `still at ${levels.at(-1)!.toFixed(0)}`);
    });

    void it('conceals where a packet is empty, too long or not Opus, and says so', () => {
      afterSpeech();
      const guessed = concealed();
      const good = packets[20]!;
      const broken: Readonly<Record<string, Uint8Array>> = {
        empty: new Uint8Array(0),
        'too long': new Uint8Array(1_276).fill(good[0]!),
        'a code 3 packet without its count': Uint8Array.of((good[0]! & 0xfc) | 3),
        'a code 3 packet of no frames': Uint8Array.of((good[0]! & 0xfc) | 3, 0),
        'two frames of unequal size': Uint8Array.of((good[0]! & 0xfc) | 1, 1, 2, 3, 4, 5),
      };
      for (const [what, packet] of Object.entries(broken)) {
        afterSpeech();
        assert.deepEqual(decoded(packet, false), guessed, what);
      }
    });

    void it('takes a packet of another duration for a broken one', () => {
      // Silence by CELT, fullband: frames of 2.5, 5 and 10 ms; two of 10 ms, which no stream of ours has; two of 20 ms.
      for (const packet of [
        [0xe0, 0xff],
        [0xe8, 0xff],
        [0xf0, 0xff],
        [0xf1, 0xff, 0xff],
        [0xf9, 0xff, 0xff],
      ]) {
        afterSpeech();
        decoded(Uint8Array.from(packet), false);
        decoded(packets[20]!);
      }
    });

    void it('writes one frame, however much room it is given', () => {
      afterSpeech();
      const roomy = new Int16Array(2 * FRAME_SAMPLES).fill(GUARD);
      for (const write of [
        () => decoder.decode(packets[20]!, roomy),
        () => decoder.conceal(roomy),
        () => decoder.decode(new Uint8Array(0), roomy),
      ]) {
        write();
        const beyond = roomy.subarray(FRAME_SAMPLES);
        assert.ok(
          beyond.every((sample) => sample === GUARD),
          'it wrote beyond the frame',
        );
      }
    });

    void it('takes one frame that is packed as a count of one', () => {
      afterSpeech(6);
      const expected = [concealed(), decoded(packets[6]!), concealed()];
      const [toc = 0, ...rest] = packets[5]!;
      afterSpeech(5);
      decoded(Uint8Array.of(toc | 3, 1, ...rest));
      assert.deepEqual([concealed(), decoded(packets[6]!), concealed()], expected);
    });

    void it('plays on after what it concealed', () => {
      afterSpeech();
      const expected = packets.slice(20, 40).map((packet) => decoded(packet));
      afterSpeech(19);
      concealed();
      const resumed = packets.slice(20, 40).map((packet) => decoded(packet));
      const error = resumed.at(-1)!.map((sample, at) => sample - expected.at(-1)![at]!);
      assert.ok(level(error) < level(expected.at(-1)!) / 10 + 20, 'it comes back to the speech');
    });

    void it('forgets everything when it is reset', () => {
      decoder.reset();
      const first = packets.slice(0, 30).map((packet) => decoded(packet));
      for (const packet of packets.slice(60, 90)) decoded(packet);
      concealed();
      decoded(new Uint8Array(0), false);
      decoder.reset();
      assert.deepEqual(concealed(), new Int16Array(FRAME_SAMPLES));
      assert.deepEqual(
        packets.slice(0, 30).map((packet) => decoded(packet)),
        first,
      );
    });

    void it('writes one frame and does not throw, whatever it is given', () => {
      const packet = fc.oneof(
        fc.uint8Array({ maxLength: 1_400 }),
        // Nearly right: a real packet with some bytes changed or missing.
        fc
          .tuple(fc.nat(FRAMES - 1), fc.nat(200), fc.array(fc.tuple(fc.nat(200), fc.nat(255))))
          .map(([frame, cut, changes]) => {
            const bytes = Uint8Array.from(packets[frame]!.subarray(0, cut));
            for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
            return bytes;
          }),
      );
      decoder.reset();
      fc.assert(
        fc.property(packet, (bytes) => {
          const original = Uint8Array.from(bytes);
          frameBy((pcm) => decoder.decode(bytes, pcm));
          frameBy((pcm) => decoder.recover?.(bytes, pcm) ?? decoder.conceal(pcm));
          assert.deepEqual(bytes, original, 'it changed the packet');
        }),
        { numRuns: 3_000 },
      );
      const wellAgain = (): Int16Array[] => {
        decoder.reset();
        return packets.slice(0, 5).map((good) => decoded(good));
      };
      assert.deepEqual(wellAgain(), wellAgain());
    });
  });
};
