/** The test programmes that a box carries, as Opus packets of 20 ms. Made by `make-programme`; the data are code, so that a bundle has them. */
import type { LocalTest } from '../../core/control/local-test.ts';
import { SPEECH } from './speech.ts';
import { TONE } from './tone.ts';

/** Two seconds in which nothing sounds, by packets that say so (DTX), for tests of what stands around the sound. */
const SILENCE_PACKETS = 100;

const PROGRAMMES: Readonly<Record<Exclude<LocalTest, 'silence'>, readonly string[]>> = {
  tone: TONE,
  speech: SPEECH,
};

/** Each packet stands behind its length, two bytes, big endian. */
export const programmeOf = (test: LocalTest): Uint8Array[] => {
  if (test === 'silence') return Array.from({ length: SILENCE_PACKETS }, () => new Uint8Array(0));
  const bytes = Buffer.from(PROGRAMMES[test].join(''), 'base64');
  const packets: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = bytes.readUInt16BE(at);
    packets.push(bytes.subarray(at + 2, at + 2 + length));
    at += 2 + length;
  }
  return packets;
};
