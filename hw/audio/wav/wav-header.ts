/** The 44 bytes before the samples of a WAV file: PCM, mono, 48 kHz, 16 bit (RIFF, Microsoft 1991). Pure. */
import { SAMPLES_PER_S } from '../paced-buffer.ts';

export const WAV_HEADER_BYTES = 44;
export const BYTES_PER_SAMPLE = 2;
/** RIFF counts its bytes in 32 bits, 8 of the header's not among them: 12 hours 25 minutes of this format. */
export const WAV_SAMPLES_MAX = Math.floor((0xffff_ffff - WAV_HEADER_BYTES + 8) / BYTES_PER_SAMPLE);

const PCM = 1;
const CHANNELS = 1;

export const wavHeader = (samples: number): Buffer => {
  const header = Buffer.alloc(WAV_HEADER_BYTES);
  const dataBytes = samples * BYTES_PER_SAMPLE;
  header.write('RIFF', 0, 'ascii');
  header.writeUInt32LE(WAV_HEADER_BYTES - 8 + dataBytes, 4);
  header.write('WAVEfmt ', 8, 'ascii');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(PCM, 20);
  header.writeUInt16LE(CHANNELS, 22);
  header.writeUInt32LE(SAMPLES_PER_S, 24);
  header.writeUInt32LE(SAMPLES_PER_S * CHANNELS * BYTES_PER_SAMPLE, 28);
  header.writeUInt16LE(CHANNELS * BYTES_PER_SAMPLE, 32);
  header.writeUInt16LE(BYTES_PER_SAMPLE * 8, 34);
  header.write('data', 36, 'ascii');
  header.writeUInt32LE(dataBytes, 40);
  return header;
};
