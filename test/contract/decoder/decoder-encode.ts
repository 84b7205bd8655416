/**
 * A process that encodes the made-up speech and prints its Opus packets as a JSON array of base64: `node decoder-encode.js
 * FRAMES [fec]`, where each packet repeats the one before it. A process of its own, because an encoder and a decoder of opusscript do not bear each other.
 */
import OpusScript from 'opusscript';
import { FRAME_SAMPLES, speech } from './decoder-speech.ts';

/** `OPUS_SET_INBAND_FEC` and `OPUS_SET_PACKET_LOSS_PERC` of opus_defines.h: the more is lost, the more is repeated. */
const [INBAND_FEC, PACKET_LOSS_PERCENT] = [4_012, 4_014];

const pcm = speech(Number(process.argv[2]));
const opus = new OpusScript(48_000, 1, OpusScript.Application.AUDIO);
opus.setBitrate(32_000);
if (process.argv[3] === 'fec') {
  opus.encoderCTL(INBAND_FEC, 1);
  opus.encoderCTL(PACKET_LOSS_PERCENT, 20);
}
const packets: string[] = [];
for (let at = 0; at < pcm.length; at += FRAME_SAMPLES) {
  const frame = pcm.slice(at, at + FRAME_SAMPLES);
  packets.push(opus.encode(Buffer.from(frame.buffer), FRAME_SAMPLES).toString('base64'));
}
console.log(JSON.stringify(packets));
