/** The decoder by the native libopus keeps the contract, recovers what is repeated, and sounds as opusscript does. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openRecording } from '../../../broker-sim/source/open-source.ts';
import { LibopusDecoder } from '../../../hw/codec/libopus-decoder.ts';
import { OpusscriptDecoder } from '../../../hw/codec/opusscript-decoder.ts';
import { nativeOpus } from '../../../hw/native/load.ts';
import { BULLETIN_PATH } from '../../../broker-sim/bulletin/bulletin.ts';
import { decoderContract, encodedSpeech } from './decoder-contract.ts';
import { decoderProcessContract } from './decoder-process.ts';
import { recoveryContract } from './decoder-recovery.ts';
import { FRAME_SAMPLES } from './decoder-speech.ts';

const skip = nativeOpus.absent ?? false;
/** Only skipped tests ever use opusscript in its place. */
const decoder = nativeOpus.part
  ? new LibopusDecoder(nativeOpus.part)
  : (new OpusscriptDecoder() as OpusscriptDecoder & { recover: LibopusDecoder['recover'] });

decoderContract('libopus', decoder, skip);
decoderProcessContract('libopus', decoder, skip);
recoveryContract('libopus', decoder, skip);

describe('libopus in this house', { skip }, () => {
  const bulletin = async (): Promise<Uint8Array[]> => {
    const source = openRecording(BULLETIN_PATH, () => undefined);
    const packets: Uint8Array[] = [];
    for (;;) {
      const next = await source.next();
      if (next.is !== 'frame') break;
      packets.push(next.packet);
    }
    await source.close();
    return packets;
  };

  it('is left as it was by a packet of another duration', () => {
    const packets = encodedSpeech(30);
    const pcm = new Int16Array(FRAME_SAMPLES);
    const soundAfter = (make: () => void): Int16Array => {
      decoder.reset();
      for (const packet of packets.slice(0, 20)) decoder.decode(packet, pcm);
      make();
      decoder.decode(packets[21]!, pcm);
      return pcm.slice();
    };
    const expected = soundAfter(() => decoder.conceal(pcm));
    for (const duration of [0xe0, 0xe8, 0xf0]) {
      const wrong = Uint8Array.of(duration, 0xff);
      assert.deepEqual(
        soundAfter(() => decoder.decode(wrong, pcm)),
        expected,
      );
    }
  });

  it('decodes two streams at once, and neither hears of the other', () => {
    const opus = nativeOpus.part!;
    const packets = encodedSpeech(60);
    const decodeAll = (one: LibopusDecoder, from: readonly Uint8Array[]): Int16Array[] =>
      from.map((packet) => {
        const pcm = new Int16Array(FRAME_SAMPLES);
        assert.equal(one.decode(packet, pcm), true);
        return pcm;
      });
    const alone = decodeAll(new LibopusDecoder(opus), packets);
    const [first, second] = [new LibopusDecoder(opus), new LibopusDecoder(opus)];
    const together = packets.map((packet, at) => {
      decodeAll(second, [packets[(at * 7) % packets.length]!]);
      return decodeAll(first, [packet])[0]!;
    });
    assert.deepEqual(together, alone);
  });

  it('sounds as opusscript does: the whole bulletin, apart from the last bit of one sample in a thousand', async (t) => {
    const other = new OpusscriptDecoder();
    const [ours, theirs] = [new Int16Array(FRAME_SAMPLES), new Int16Array(FRAME_SAMPLES)];
    decoder.reset();
    let [samples, differing, furthest] = [0, 0, 0];
    for (const packet of await bulletin()) {
      assert.equal(decoder.decode(packet, ours), true);
      assert.equal(other.decode(packet, theirs), true);
      samples += FRAME_SAMPLES;
      ours.forEach((sample, at) => {
        const apart = Math.abs(sample - theirs[at]!);
        if (apart > 0) differing += 1;
        furthest = Math.max(furthest, apart);
      });
    }
    t.diagnostic(`${differing} of ${samples} samples differ, by ${furthest} at the most`);
    assert.ok(samples > 1e6);
    assert.ok(furthest <= 1 && differing < samples / 1_000, `${differing}, by up to ${furthest}`);
  });
});
