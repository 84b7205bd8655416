/** What a box takes from a broker, by its framing, wherever TCP happens to cut the stream. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BrokerPackets } from '../../../agent/core/wire/link/broker-packets.ts';

const ALL = Number.MAX_SAFE_INTEGER;
const CONNACK = [0x20, 2, 0, 0];
const PINGRESP = [0xd0, 0];
const publish = (first: number, bodyBytes: number): number[] => [
  ...[first, (bodyBytes & 0x7f) | 0x80, ((bodyBytes >> 7) & 0x7f) | 0x80, bodyBytes >> 14],
  ...new Uint8Array(bodyBytes),
];

/** What became of `stream` in pieces: how many bytes were handed on, or why not. */
const handedOn = (stream: readonly number[], pieceBytes: number): number | string => {
  const packets = new BrokerPackets();
  const bytes = Uint8Array.from(stream);
  let count = 0;
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    const walked = packets.walk(bytes.subarray(at, at + pieceBytes), ALL);
    if (walked.refused !== undefined) return walked.refused;
    count += walked.bytes;
  }
  return count;
};

const cases: readonly (readonly [
  situation: string,
  stream: readonly number[],
  expected?: string,
])[] = [
  ['CONNACK', CONNACK],
  [
    'everything that a broker says to a box',
    [
      ...CONNACK,
      0x90,
      34,
      0,
      1,
      ...new Uint8Array(32),
      ...PINGRESP,
      0x40,
      2,
      0,
      1,
      ...publish(0x30, 9),
      ...publish(0x33, 9),
      ...publish(0x3b, 0),
      ...PINGRESP,
    ],
  ],
  ['a message up to the bound', [...CONNACK, ...publish(0x30, 65_536), ...PINGRESP]],
  ['a message of one byte more', [...CONNACK, ...publish(0x30, 65_537)], 'broker.oversized'],
  [
    'the longest message that MQTT can spell',
    [...CONNACK, 0x30, 0xff, 0xff, 0xff, 0x7f],
    'broker.oversized',
  ],
  ['a length without an end', [...CONNACK, 0x30, 0x80, 0x80, 0x80, 0x80], 'broker.length'],
  ['a long CONNACK', [0x20, 3, 0, 0, 0], 'broker.oversized'],
  ['a long PUBACK', [...CONNACK, 0x40, 4], 'broker.oversized'],
  ['a long PINGRESP', [...CONNACK, 0xd0, 1], 'broker.oversized'],
  ['a SUBACK for more topics than a box has', [...CONNACK, 0x90, 35], 'broker.oversized'],
  ['a message before CONNACK', publish(0x30, 9), 'broker.packet'],
  ['a second CONNACK', [...CONNACK, ...CONNACK], 'broker.packet'],
  [
    'a message of QoS 2, which a box would have to remember',
    [...CONNACK, ...publish(0x34, 9)],
    'broker.packet',
  ],
  ['a message of QoS 3', [...CONNACK, ...publish(0x36, 9)], 'broker.packet'],
  ['the rest of QoS 2', [...CONNACK, 0x62, 2, 0, 1], 'broker.packet'],
  ['PUBREC', [...CONNACK, 0x50, 2, 0, 1], 'broker.packet'],
  ['UNSUBACK', [...CONNACK, 0xb0, 2, 0, 1], 'broker.packet'],
  ['what only a client sends', [...CONNACK, 0x82, 5], 'broker.packet'],
  ['DISCONNECT', [...CONNACK, 0xe0, 0], 'broker.packet'],
  ['AUTH of MQTT 5', [...CONNACK, 0xf0, 0], 'broker.packet'],
  ['a kind that is none', [...CONNACK, 0x00, 0], 'broker.packet'],
  ['PINGRESP with flags', [...CONNACK, 0xd1, 0], 'broker.packet'],
];

describe('from a broker a box', () => {
  for (const [situation, stream, refused] of cases) {
    test(`${refused === undefined ? 'takes' : 'refuses'} ${situation}`, () => {
      for (const pieceBytes of [1, 2, 3, 1_000_000]) {
        assert.equal(handedOn(stream, pieceBytes), refused ?? stream.length, String(pieceBytes));
      }
    });
  }
});

test('a flood is walked over so many packets at a time, and its questions are counted', () => {
  const packets = new BrokerPackets();
  const flood = Uint8Array.from([
    ...CONNACK,
    ...Array.from({ length: 10 }, () => [0x32, 2, 0, 0, 0xd0, 0]).flat(),
  ]);
  assert.deepEqual(packets.walk(flood, 5), { bytes: 4 + 6 + 6, questions: 2, answers: 3 });
  assert.deepEqual(packets.walk(flood.subarray(16), 5), {
    bytes: 6 + 6 + 4,
    questions: 3,
    answers: 2,
  });
});
