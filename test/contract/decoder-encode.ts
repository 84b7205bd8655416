/**
 * A process that encodes the made-up speech and prints its Opus packets as a JSON array of base64: `node decoder-encode.js
 * FRAMES`. A process of its own, because an encoder and a decoder of opusscript do not bear each other.
 */
import OpusScript from 'opusscript';
import { FRAME_SAMPLES, speech } from './decoder-speech.ts';

const pcm = speech(Number(process.argv[2]));
const opus = new OpusScript(48_000, 1, OpusScript.Application.AUDIO);
opus.setBitrate(32_000);
const packets: string[] = [];
for (let at = 0; at < pcm.length; at += FRAME_SAMPLES) {
  const frame = pcm.slice(at, at + FRAME_SAMPLES);
  packets.push(opus.encode(Buffer.from(frame.buffer), FRAME_SAMPLES).toString('base64'));
}
console.log(JSON.stringify(packets));
