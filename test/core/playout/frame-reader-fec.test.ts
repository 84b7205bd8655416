/** A lost frame that the next packet repeats: recovered, where the decoder can and the packet is there in time. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FrameReader } from '../../../agent/core/playout/frame-reader.ts';
import { nothingHeard } from '../../../agent/core/playout/heard.ts';
import { JitterBuffer } from '../../../agent/core/playout/jitter-buffer.ts';
import { ToneDecoder, tonePacket } from './tone-decoder.ts';

/** As a decoder with in-band FEC: what it is asked stands in `calls` as minus the number of the packet that repeats. */
class FecDecoder extends ToneDecoder {
  readonly #repeats: boolean;

  constructor(repeats: boolean) {
    super();
    this.#repeats = repeats;
  }

  recover(next: Uint8Array, pcm: Int16Array): boolean {
    const frame = new DataView(next.buffer, next.byteOffset).getUint32(2);
    this.calls.push(-frame);
    pcm.fill(frame);
    return this.#repeats;
  }
}

const readerOf = (decoder: ToneDecoder, present: readonly number[]) => {
  const buffer = new JitterBuffer();
  const heard = nothingHeard();
  for (const frame of present) buffer.insert(frame, tonePacket(frame));
  const reader = new FrameReader(buffer, decoder, heard);
  return { reader, heard, read: (frame: number) => reader.read(frame, false) };
};

describe('a gap of two frames', () => {
  test('is made up for the first, and recovered for the last', () => {
    const decoder = new FecDecoder(true);
    const { heard, reader, read } = readerOf(decoder, [0, 3]);
    const levels = [0, 1, 2, 3].map((frame) => read(frame).isStream);
    assert.deepEqual(decoder.calls, ['reset', 0, 'conceal', -3, 3]);
    assert.deepEqual(levels, [true, false, true, true]);
    assert.deepEqual([heard.concealedFrames, heard.recoveredFrames], [1, 1]);
    assert.equal(reader.missingFrames, 0);
  });

  test('is made up for both where the packet repeats nothing, each only once', () => {
    const decoder = new FecDecoder(false);
    const { heard, read } = readerOf(decoder, [0, 3]);
    for (const frame of [0, 1, 2, 3]) read(frame);
    assert.deepEqual(decoder.calls, ['reset', 0, 'conceal', -3, 3]);
    assert.deepEqual([heard.concealedFrames, heard.recoveredFrames], [2, 0]);
  });

  test('is made up for both by a decoder that cannot recover', () => {
    const decoder = new ToneDecoder();
    const { heard, read } = readerOf(decoder, [0, 3]);
    for (const frame of [0, 1, 2, 3]) read(frame);
    assert.deepEqual(decoder.calls, ['reset', 0, 'conceal', 'conceal', 3]);
    assert.deepEqual([heard.concealedFrames, heard.recoveredFrames], [2, 0]);
  });
});
