/** The decoder by opusscript keeps the contract, and what is peculiar to opusscript is kept at bay. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { OpusscriptDecoder } from '../../hw/codec/opusscript-decoder.ts';
import { decoderContract, encodedSpeech } from './decoder-contract.ts';
import { FRAME_SAMPLES } from './decoder-speech.ts';

const listeners = (): number[] =>
  ['uncaughtException', 'unhandledRejection', 'exit', 'SIGINT', 'SIGTERM'].map((event) =>
    process.listenerCount(event),
  );

const listenersBefore = listeners();
const decoder = new OpusscriptDecoder();
const listenersAfter = listeners();

decoderContract('opusscript', decoder);

/** What one of the programs beside this one prints when it is given these packets. */
const printedBy = (
  [name, ...args]: readonly [string, ...string[]],
  packets: Uint8Array[],
): string => {
  const program = fileURLToPath(new URL(name, import.meta.url));
  const input = JSON.stringify(packets.map((packet) => Buffer.from(packet).toString('base64')));
  const node = spawnSync(process.execPath, ['--expose-gc', program, ...args], {
    input,
    encoding: 'utf8',
  });
  assert.equal(node.stderr, '');
  return node.stdout;
};

describe('opusscript in this house', () => {
  it('leaves the process its own handling of errors and signals', () => {
    assert.deepEqual(listenersAfter, listenersBefore);
  });

  it('is one a process: a second decoder is a bug of ours', () => {
    assert.throws(() => new OpusscriptDecoder(), /one decoder a process/);
  });

  it('sounds after a reset as a process that never decoded before', () => {
    const packets = encodedSpeech(60);
    const pcm = new Int16Array(FRAME_SAMPLES);
    for (const packet of packets) decoder.decode(packet, pcm);
    decoder.reset();
    const digest = createHash('sha256');
    for (const packet of packets) {
      decoder.decode(packet, pcm);
      digest.update(pcm);
    }
    assert.equal(digest.digest('hex'), printedBy(['decoder-fresh.js'], packets).trim());
  });

  it('takes no more memory after 100 000 frames than before', () => {
    const printed = printedBy(['decoder-memory.js', '100000'], encodedSpeech(50));
    const { rss, kept } = JSON.parse(printed) as Record<'rss' | 'kept', number>;
    // 100 bytes a frame would be 10 MB here, and 430 MB in a day of sound.
    assert.ok(kept < 100_000, `${kept} bytes of objects and buffers more`);
    assert.ok(rss < 5e6, `${rss} bytes of memory more`);
  });
});
