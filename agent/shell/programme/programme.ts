/** The test programmes that a box carries, as Opus packets of 20 ms. Made by `make-programme`; the data are code, so that a bundle has them. */
import type { LocalTest } from '../../core/control/local-test.ts';
import { SPEECH } from './speech.ts';
import { TONE } from './tone.ts';

const PROGRAMMES: Readonly<Record<LocalTest, readonly string[]>> = { tone: TONE, speech: SPEECH };

/** Each packet stands behind its length, two bytes, big endian. */
export const programmeOf = (test: LocalTest): Uint8Array[] => {
  const bytes = Buffer.from(PROGRAMMES[test].join(''), 'base64');
  const packets: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = bytes.readUInt16BE(at);
    packets.push(bytes.subarray(at + 2, at + 2 + length));
    at += 2 + length;
  }
  return packets;
};
