/**
 * What a horn ought to say: the packets that were sent, through an Opus decoder of its own, as a WAV file. The decoder
 * has seen nothing else before, and no box has had a hand in it.
 */
import { open } from 'node:fs/promises';
import OpusScript from 'opusscript';
import { FRAME_SAMPLES, SAMPLE_RATE_HZ } from '../../agent/core/vocabulary.ts';

const BYTES_PER_SAMPLE = 2;
const HEADER_BYTES = 44;
const FRAME_BYTES = FRAME_SAMPLES * BYTES_PER_SAMPLE;
const FRAMES_A_WRITE = 500;

export interface SentRecording {
  /** How many frames could be decoded. */
  readonly frames: number;
  /** No sample of them is anything but 0. */
  readonly isSilent: boolean;
}

/**
 * Decodes up to the first frame that is missing or empty: from there on a box makes up what it plays, and there is
 * nothing to compare it with.
 */
export const writeSentRecording = async (
  packets: readonly (Uint8Array | undefined)[],
  wavFile: string,
): Promise<SentRecording> => {
  const gap = packets.findIndex((packet) => packet === undefined || packet.length === 0);
  const frames = gap === -1 ? packets.length : gap;
  let isSilent = true;
  const decoder = new OpusScript(SAMPLE_RATE_HZ, 1, OpusScript.Application.AUDIO);
  const file = await open(wavFile, 'w');
  try {
    await file.write(wavHeader(frames * FRAME_SAMPLES));
    for (let first = 0; first < frames; first += FRAMES_A_WRITE) {
      const part = packets.slice(first, Math.min(frames, first + FRAMES_A_WRITE));
      const pcm = Buffer.concat(part.map((packet) => decoded(decoder, packet)));
      isSilent &&= pcm.every((byte) => byte === 0);
      await file.write(pcm);
    }
  } finally {
    decoder.delete();
    await file.close();
  }
  return { frames, isSilent };
};

/** A packet that libopus calls broken is silence here; a box conceals it, counts it, and so has not heard all. */
const decoded = (decoder: OpusScript, packet: Uint8Array | undefined): Buffer => {
  try {
    const pcm = decoder.decode(Buffer.from(packet ?? []));
    if (pcm.length === FRAME_BYTES) return Buffer.from(pcm);
  } catch {
    // As above.
  }
  return Buffer.alloc(FRAME_BYTES);
};

/** RIFF: PCM, mono, 48 kHz, 16 bit. */
const wavHeader = (samples: number): Buffer => {
  const header = Buffer.alloc(HEADER_BYTES);
  const dataBytes = samples * BYTES_PER_SAMPLE;
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(HEADER_BYTES - 8 + dataBytes, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(SAMPLE_RATE_HZ, 24);
  header.writeUInt32LE(SAMPLE_RATE_HZ * BYTES_PER_SAMPLE, 28);
  header.writeUInt16LE(BYTES_PER_SAMPLE, 32);
  header.writeUInt16LE(8 * BYTES_PER_SAMPLE, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(dataBytes, 40);
  return header;
};
