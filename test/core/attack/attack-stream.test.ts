/** Sound that is not the announcement's own: spliced, reordered, cut, poisoned; and others who meddle with what is on the air. */
import { describe } from 'node:test';
import { US_PER_S, utcUs } from '../../../agent/core/vocabulary.ts';
import { encodeControlMessage } from '../../../agent/core/wire/control-message.ts';
import {
  STRANGE_TONE,
  announceText,
  announcedBy,
  attack,
  bundleBytes,
  controlOf,
  onAudio,
  onControl,
  renewText,
  sound,
  speech,
  stopText,
  strange,
  type Saying,
  type Timed,
} from './attack-scene.ts';
import { REAL, realBundle, realChain, realKey } from '../trust/real-signing.ts';
import { tonePackets } from '../playout/tone-decoder.ts';

const ONCE: Saying = { startS: 5 };
const LONG: Saying = { startS: 5, frames: 100 };
const HEARD = [{ startS: 5 }];
const HEARD_LONG = [{ startS: 5, frames: 100 }];
const { streamId } = announcedBy(ONCE);

const changed = (bytes: Buffer, change: (copy: Buffer) => void): Buffer => {
  const copy = Buffer.from(bytes);
  change(copy);
  return copy;
};

describe('sound', () => {
  attack(
    'of a stranger under the name of the stream',
    { refused: ['bundle.signature'], heard: HEARD },
    () => [
      ...speech(ONCE),
      ...sound(strange({ ...ONCE, number: 1 })).map(([atS, input]): Timed => [atS - 0.1, input]),
    ],
  );

  attack(
    'of a stranger ahead of its time, to be there first',
    { refused: ['bundle.signature'], heard: HEARD },
    () => [
      ...speech(ONCE),
      [
        2.1,
        onAudio(
          realBundle(
            { streamId, sequence: 0, packets: tonePackets(STRANGE_TONE, 50), last: true },
            REAL.stranger,
          ),
        ),
      ],
    ],
  );

  attack(
    'of another announcement that is on the air, under the name of this one',
    { refused: ['bundle.signature'], heard: HEARD },
    () => {
      const other: Saying = {
        number: 2,
        startS: 30,
        atS: 2.5,
        streamKey: realKey(70),
        toneFrom: STRANGE_TONE,
      };
      const spliced = changed(bundleBytes(other, 0), (copy) => {
        copy.set(Buffer.from(streamId, 'hex'), 4);
      });
      return [...speech(ONCE), [2.5, onControl(announceText(other))], [3, onAudio(spliced)]];
    },
  );

  attack(
    'of the same stream, moved to another place in it',
    { refused: ['bundle.signature'], heard: HEARD },
    () => [
      ...speech(ONCE),
      [3.7, onAudio(changed(bundleBytes(ONCE, 0), (copy) => copy.writeUInt32BE(20, 12)))],
    ],
  );

  attack(
    'with the head of one bundle and the tail of another',
    { refused: ['bundle.signature'], heard: HEARD },
    () => {
      const [one, two] = [bundleBytes(ONCE, 0), bundleBytes(ONCE, 10)];
      return [
        ...speech(ONCE),
        [3.7, onAudio(Buffer.concat([one.subarray(0, 60), two.subarray(60)]))],
      ];
    },
  );

  attack(
    'in another order, which is the order of nothing but the line',
    { refused: [], heard: HEARD },
    () => {
      const [announced, ...bundles] = speech(ONCE);
      const times = bundles.map(([atS]) => atS);
      return [
        announced!,
        ...bundles.reverse().map(([, input], index): Timed => [times[index]! - 0.5, input]),
      ];
    },
  );

  attack('cut short anywhere', { refused: ['bundle.truncated'], heard: HEARD }, () => {
    const whole = bundleBytes(ONCE, 0);
    const cuts = Array.from({ length: whole.length }, (_, length): Timed => [
      3 + length * 0.001,
      onAudio(whole.subarray(0, length)),
    ]);
    return [...speech(ONCE), ...cuts];
  });

  attack(
    'with every one of its bits turned over in turn',
    {
      refused: [
        'bundle.flags',
        'bundle.frame-count',
        'bundle.magic',
        'bundle.packet',
        'bundle.signature',
        'bundle.trailing',
        'bundle.truncated',
        'bundle.unknown-stream',
        'bundle.version',
      ],
      heard: HEARD,
    },
    () => {
      const whole = bundleBytes(ONCE, 0);
      const turned = Array.from({ length: 8 * whole.length }, (_, bit): Timed => [
        2.5 + bit * 0.0005,
        onAudio(changed(whole, (copy) => (copy[bit >> 3]! ^= 1 << (bit & 7)))),
      ]);
      return [...speech(ONCE), ...turned];
    },
  );

  attack(
    'of which somebody says that it is the last',
    { refused: ['bundle.signature'], heard: HEARD },
    () => [
      ...speech(ONCE),
      [3, onAudio(changed(bundleBytes(ONCE, 0), (copy) => (copy[2] = 1)))],
      [4.5, onAudio(realBundle({ streamId, sequence: 3, packets: [], last: true }, REAL.stranger))],
    ],
  );

  attack(
    'beyond the end that the stream has',
    { refused: ['bundle.after-end'], heard: HEARD },
    () => [
      ...speech(ONCE),
      [
        5.5,
        onAudio(
          realBundle(
            { streamId, sequence: 50, packets: tonePackets(STRANGE_TONE, 10), last: false },
            REAL.stream,
          ),
        ),
      ],
    ],
  );

  attack(
    'of the far future, to fill the buffer',
    { refused: ['bundle.far-future'], heard: HEARD },
    () => [
      [2, onControl(announceText(ONCE))],
      ...[600, 100_000, 0xffff_fff0].map((sequence, index): Timed => [
        2.1 + index * 0.1,
        onAudio(
          realBundle(
            { streamId, sequence, packets: tonePackets(STRANGE_TONE, 10), last: false },
            REAL.stream,
          ),
        ),
      ]),
      ...sound(ONCE),
    ],
  );
});

describe('another issuer, whose mandates are as good,', () => {
  const other = realKey(80);
  const chain = realChain({ studio: { key: other.publicKey, subject: 'dai-khac' } });
  const theirs = (more: Partial<Saying> & { readonly change?: object } = {}): Saying => ({
    ...LONG,
    by: other,
    chain,
    ...more,
    change: { issuer: 'dai-khac', ...more.change },
  });

  attack(
    'does not stop what is not theirs',
    { refused: ['session.authority'], heard: HEARD_LONG },
    () => [...speech(LONG), [6, onControl(stopText(theirs(), 6))]],
  );

  attack(
    'does not renew what is not theirs',
    {
      refused: ['bundle.unknown-stream', 'session.authority'],
      heard: [{ startS: 5, frames: 100, untilS: 5.1 }],
    },
    () => {
      const short = { ...LONG, change: { leaseUs: 3 * US_PER_S } };
      return [
        ...speech(short),
        ...[3, 4, 4.9].map((atS): Timed => [atS, onControl(renewText(theirs(), atS))]),
      ];
    },
  );

  attack(
    'does not take the stream of what is announced for theirs',
    { refused: ['bundle.signature', 'session.authority'], heard: HEARD_LONG },
    () => [
      ...speech(LONG),
      [3, onControl(announceText(theirs({ atS: 3, streamKey: REAL.stranger })))],
      ...sound(strange({ ...LONG, number: 1 })),
    ],
  );

  attack(
    'does not get into a stream by announcing its name again',
    { refused: ['bundle.signature'], heard: HEARD_LONG },
    () => [
      ...speech(LONG),
      [
        3,
        onControl(
          announceText(
            theirs({
              number: 2,
              atS: 3,
              startS: 30,
              streamKey: REAL.stranger,
              change: { streamId },
            }),
          ),
        ),
      ],
      ...sound(strange({ ...LONG, number: 1 })),
    ],
  );

  attack(
    'does not end what is not theirs by ending something of its name before',
    { refused: ['session.unknown'], heard: HEARD_LONG },
    () => [[1, onControl(stopText(theirs(), 1))], ...speech(LONG)],
  );
});

describe('the issuer itself', () => {
  attack(
    'does not change its stream in a renewal',
    { refused: ['bundle.signature', 'session.changed'], heard: HEARD_LONG },
    () => {
      const moved = { streamKey: REAL.stranger.publicKey };
      return [
        ...speech(LONG),
        [3, onControl(renewText(LONG, 3, moved))],
        ...sound(strange({ ...LONG, number: 1 })),
      ];
    },
  );

  attack(
    'does not move its start in a renewal',
    { refused: ['session.changed'], heard: HEARD_LONG },
    () => [
      ...speech(LONG),
      [3, onControl(renewText(LONG, 3, { startAt: utcUs(announcedBy(LONG).startAt + 1) }))],
    ],
  );

  attack('is not heard louder than the box allows', { refused: [], heard: HEARD }, () => {
    const loud = { ...ONCE, change: { gainDb: 20 } };
    return [[2, onControl(controlOf(encodeControlMessage(announcedBy(loud)), {}))], ...sound(ONCE)];
  });
});
