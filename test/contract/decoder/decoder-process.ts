/** What is expected of a decoder in view of the process it lives in: its past, and its memory. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { OpusDecoder } from '../../../agent/core/playout/opus-decoder.ts';
import { encodedSpeech } from './decoder-contract.ts';
import type { DecoderName } from './decoder-named.ts';
import { FRAME_SAMPLES } from './decoder-speech.ts';

/** What one of the programs beside this one prints when it is given these packets. */
const printedBy = (
  [program, ...args]: readonly [string, ...string[]],
  packets: Uint8Array[],
): string => {
  const path = fileURLToPath(new URL(program, import.meta.url));
  const input = JSON.stringify(packets.map((packet) => Buffer.from(packet).toString('base64')));
  const node = spawnSync(process.execPath, ['--expose-gc', path, ...args], {
    input,
    encoding: 'utf8',
  });
  assert.equal(node.stderr, '');
  return node.stdout;
};

/** @param decoder that of this process, of that name */
export const decoderProcessContract = (
  name: DecoderName,
  decoder: OpusDecoder,
  skip: string | false = false,
): void => {
  void describe(`a process that decodes (${name})`, { skip }, () => {
    void it('sounds after a reset as a process that never decoded before', () => {
      const packets = encodedSpeech(60);
      const pcm = new Int16Array(FRAME_SAMPLES);
      for (const packet of packets) decoder.decode(packet, pcm);
      decoder.reset();
      const digest = createHash('sha256');
      for (const packet of packets) {
        decoder.decode(packet, pcm);
        digest.update(pcm);
      }
      assert.equal(digest.digest('hex'), printedBy(['decoder-fresh.js', name], packets).trim());
    });

    void it('takes no more memory after 100 000 frames than before', () => {
      const printed = printedBy(['decoder-memory.js', name, '100000'], encodedSpeech(50));
      const { rss, kept } = JSON.parse(printed) as Record<'rss' | 'kept', number>;
      // 100 bytes a frame would be 10 MB here, and 430 MB in a day of sound; compiled code comes and goes by 200 kB.
      assert.ok(kept < 500_000, `${kept} bytes of objects and buffers more`);
      assert.ok(rss < 5e6, `${rss} bytes of memory more`);
    });
  });
};
