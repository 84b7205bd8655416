/** A decoder by its name, for the processes that decode beside a test. */
import type { OpusDecoder } from '../../../agent/core/playout/opus-decoder.ts';
import { LibopusDecoder } from '../../../hw/codec/libopus-decoder.ts';
import { OpusscriptDecoder } from '../../../hw/codec/opusscript-decoder.ts';
import { nativeOpus } from '../../../hw/native/load.ts';

export type DecoderName = 'libopus' | 'opusscript';

export const decoderNamed = (name: string): OpusDecoder => {
  if (name === 'opusscript') return new OpusscriptDecoder();
  if (name !== 'libopus') throw new Error(`no decoder is called ${name}`);
  if (nativeOpus.part === undefined) throw new Error(nativeOpus.absent);
  return new LibopusDecoder(nativeOpus.part);
};
