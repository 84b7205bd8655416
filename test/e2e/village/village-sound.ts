/** WAV files with a sidecar, as a box would have left them, made out of the bulletin: for tests that damage them. */
import { writeFileSync } from 'node:fs';
import { openRecording } from '../../../broker-sim/source/open-source.ts';
import { BULLETIN_PATH } from '../../../broker-sim/bulletin/bulletin.ts';

export const RATE_HZ = 48_000;
const RAMP_SAMPLES = 240;

/** The first packets of the bulletin. */
export const bulletinPackets = async (frames: number): Promise<Uint8Array[]> => {
  const source = openRecording(BULLETIN_PATH, () => undefined);
  const packets: Uint8Array[] = [];
  while (packets.length < frames) {
    const next = await source.next();
    if (next.is === 'end') break;
    packets.push(next.packet);
  }
  await source.close();
  return packets;
};

/** Mono, 48 kHz, 16 bit, by hand: what is under test does not make its own evidence. */
export const writeWav = (file: string, pcm: Int16Array): void => {
  const header = Buffer.alloc(44);
  header.write('RIFF');
  header.writeUInt32LE(36 + pcm.length * 2, 4);
  header.write('WAVEfmt ', 8);
  header.set([16, 0, 0, 0, 1, 0, 1, 0], 16);
  header.writeUInt32LE(RATE_HZ, 24);
  header.writeUInt32LE(RATE_HZ * 2, 28);
  header.set([2, 0, 16, 0], 32);
  header.write('data', 36);
  header.writeUInt32LE(pcm.length * 2, 40);
  writeFileSync(
    file,
    Buffer.concat([header, Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength)]),
  );
};

/** `sound` with the stated ramps at both ends, after `leadSamples` of silence and before as much. */
export const asHeard = (sound: Int16Array, leadSamples: number): Int16Array => {
  const pcm = new Int16Array(sound.length + 2 * leadSamples);
  for (const [at, sample] of sound.entries()) {
    const gain = Math.min(1, (at + 1) / RAMP_SAMPLES, (sound.length - at) / RAMP_SAMPLES);
    pcm[leadSamples + at] = Math.round(sample * gain);
  }
  return pcm;
};
