/**
 * A process whose decoder never decoded anything before: `node decoder-fresh.js DECODER` reads base64 packets as JSON, prints a
 * digest of the frames.
 */
import { createHash } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { decoderNamed } from './decoder-named.ts';
import { FRAME_SAMPLES } from './decoder-speech.ts';

const packets = JSON.parse(await text(process.stdin)) as string[];
const decoder = decoderNamed(process.argv[2] ?? '');
const digest = createHash('sha256');
const pcm = new Int16Array(FRAME_SAMPLES);
for (const packet of packets) {
  decoder.decode(Buffer.from(packet, 'base64'), pcm);
  digest.update(pcm);
}
console.log(digest.digest('hex'));
