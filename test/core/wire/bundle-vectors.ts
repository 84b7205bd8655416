/** The test vectors of PROTOCOL §3, put together by hand from hexadecimal: no encoder of the house has a part in them. */
import { signedBy, STREAM_KEY } from './vector-keys.ts';

export interface BundleVector {
  readonly name: string;
  /** The bundle as it travels. */
  readonly hex: string;
  /** Zero bytes that follow, where they would only fill this page. */
  readonly thenZeros?: number;
  readonly expect:
    | {
        readonly streamId: string;
        readonly sequence: number;
        readonly last: boolean;
        readonly packetsHex: readonly string[];
        /** Whether the signature is that of the stream key. */
        readonly signature: 'valid' | 'invalid';
      }
    | { readonly refused: string };
}

const ID = '00112233445566aa';
/** One frame of 20 ms: CELT, full band, mono. */
const PACKET = 'f8fffe';
const FRAME = `0003${PACKET}`;

/** `unsigned` with the signature of the stream key over it. */
const signed = (unsigned: string): string =>
  unsigned + signedBy(STREAM_KEY, Buffer.from(unsigned, 'hex')).toString('hex');

const refused = (name: string, code: string, hex: string, thenZeros?: number): BundleVector => ({
  name,
  hex,
  ...(thenZeros !== undefined && { thenZeros }),
  expect: { refused: code },
});

const right = (
  name: string,
  unsigned: string,
  sequence: number,
  last: boolean,
  packetsHex: string[],
): BundleVector => ({
  name,
  hex: signed(unsigned),
  expect: { streamId: ID, sequence, last, packetsHex, signature: 'valid' },
});

const GOOD = `4c010001${ID}00000007${FRAME}`;

export const BUNDLE_VECTORS: readonly BundleVector[] = [
  right('one frame', GOOD, 7, false, [PACKET]),
  right(
    'three frames, the second of them silence (DTX)',
    `4c010003${ID}0000000a${FRAME}0000${FRAME}`,
    10,
    false,
    [PACKET, '', PACKET],
  ),
  right('the last bundle of a stream', `4c010101${ID}000005dc${FRAME}`, 1_500, true, [PACKET]),
  right(
    'the end of a stream said again, without a frame',
    `4c010100${ID}000005dd`,
    1_501,
    true,
    [],
  ),
  right('the highest sequence', `4c010101${ID}ffffffff${FRAME}`, 4_294_967_295, true, [PACKET]),
  right(
    'a frame that is counted: code 3 with a count of one',
    `4c010001${ID}000000000004fb01aabb`,
    0,
    false,
    ['fb01aabb'],
  ),
  right('a SILK frame and a hybrid one', `4c010002${ID}00000000000108000278aa`, 0, false, [
    '08',
    '78aa',
  ]),
  {
    name: 'a signature by another key: the shape is right, the box refuses it as bundle.signature',
    hex: `${GOOD}${'5a'.repeat(64)}`,
    expect: { streamId: ID, sequence: 7, last: false, packetsHex: [PACKET], signature: 'invalid' },
  },

  refused('nothing at all', 'bundle.truncated', ''),
  refused('a header alone', 'bundle.truncated', `4c010101${ID}00000000`),
  refused('the last byte missing', 'bundle.truncated', signed(GOOD).slice(0, -2)),
  refused(
    'a length beyond the end',
    'bundle.truncated',
    signed(`4c010001${ID}00000007ffff${PACKET}`),
  ),
  refused(
    'a length into the signature',
    'bundle.truncated',
    signed(`4c010001${ID}000000070004${PACKET}`),
  ),
  refused('a frame fewer than stated', 'bundle.truncated', signed(`4c010002${ID}00000007${FRAME}`)),
  refused('a frame more than stated', 'bundle.trailing', signed(`${GOOD}${FRAME}`)),
  refused('a byte after the signature', 'bundle.trailing', `${signed(GOOD)}00`),
  refused('another first letter', 'bundle.magic', signed(GOOD.replace(/^4c/, '6c'))),
  refused('the next version', 'bundle.version', signed(GOOD.replace(/^4c01/, '4c02'))),
  refused('a flag of a later version', 'bundle.flags', signed(`4c010301${ID}00000007${FRAME}`)),
  refused('no frame, and not the last', 'bundle.frame-count', signed(`4c010000${ID}00000007`)),
  refused('51 frames', 'bundle.frame-count', signed(`4c010033${ID}00000007${FRAME.repeat(51)}`)),
  refused('a frame of 10 ms', 'bundle.packet', signed(`4c010001${ID}000000070003f0fffe`)),
  refused('two frames in a packet', 'bundle.packet', signed(`4c010001${ID}000000070003f9fffe`)),
  refused(
    'a packet of 1276 bytes',
    'bundle.packet',
    signed(`4c010001${ID}0000000704fcf8${'00'.repeat(1_275)}`),
  ),
  refused('more than 16384 bytes', 'bundle.oversized', GOOD, 16_384),
];
