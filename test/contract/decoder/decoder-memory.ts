/**
 * A process that decodes and conceals FRAMES frames over and over and prints by how many bytes it grew:
 * `node --expose-gc decoder-memory.js DECODER FRAMES`. Reads base64 packets as JSON.
 */
import { setImmediate as turn } from 'node:timers/promises';
import { text } from 'node:stream/consumers';
import { decoderNamed } from './decoder-named.ts';
import { FRAME_SAMPLES } from './decoder-speech.ts';

const WARM_UP_FRAMES = 20_000;

const packets = (JSON.parse(await text(process.stdin)) as string[]).map((packet) =>
  Buffer.from(packet, 'base64'),
);
const decoder = decoderNamed(process.argv[2] ?? '');
const pcm = new Int16Array(FRAME_SAMPLES);

const decode = (frames: number): void => {
  for (let frame = 0; frame < frames; frame += 1) {
    const packet = packets[frame % packets.length];
    if (packet === undefined || frame % 10 === 9) decoder.conceal(pcm);
    else decoder.decode(packet, pcm);
  }
};
/** What the process takes once nothing is left to collect: array buffers go a turn after what held them. */
const bytes = async () => {
  for (let turns = 0; turns < 4; turns += 1) {
    globalThis.gc?.();
    await turn();
  }
  const { rss, heapUsed, external } = process.memoryUsage();
  return { rss, kept: heapUsed + external };
};

decode(WARM_UP_FRAMES);
const before = await bytes();
decode(Number(process.argv[3]));
const after = await bytes();
console.log(JSON.stringify({ rss: after.rss - before.rss, kept: after.kept - before.kept }));
