/** What the village hears of its boxes and of its own channel: reports read, kept within bounds, and bundles tapped. */
import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, it } from 'node:test';
import { monoUs } from '../../../agent/core/vocabulary.ts';
import { encodeUnsignedBundle } from '../../../agent/core/wire/bundle.ts';
import type { StateReport, TelemetryReport } from '../../../agent/core/wire/report.ts';
import { AudioTap } from '../../../broker-sim/cluster/box/audio-tap.ts';
import { BoxDiary } from '../../../broker-sim/cluster/box/box-diary.ts';
import { readBoxReport } from '../../../broker-sim/cluster/box/box-report.ts';
import { RECORD_LIMITS } from '../../../broker-sim/report/record/run-record.ts';
import { RESTING } from '../../core/body/resting-box.ts';

const TELEMETRY: TelemetryReport = {
  box: 'box-1',
  session: 3,
  atUs: 1,
  uptimeS: 2,
  clock: { trusted: true, errorUs: 1 },
  ...RESTING,
};
const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

describe('a report of a box', () => {
  it('is read from the topic of that box', () => {
    const read = readBoxReport('loa/1/box/box-1/telemetry', json(TELEMETRY));
    assert.deepEqual(read, { on: 'telemetry', report: TELEMETRY });
  });

  const NONE: readonly (readonly [string, string, unknown])[] = [
    ['of another box than its topic says', 'loa/1/box/box-2/telemetry', TELEMETRY],
    ['on a topic that is none', 'loa/1/box/box-1/telemetry/x', TELEMETRY],
    ['without a clock', 'loa/1/box/box-1/telemetry', { ...TELEMETRY, clock: null }],
    ['with half an announcement', 'loa/1/box/box-1/telemetry', { ...TELEMETRY, announcement: {} }],
    ['of another kind', 'loa/1/box/box-1/played', TELEMETRY],
    ['that is an array', 'loa/1/box/box-1/state', [TELEMETRY]],
  ];
  for (const [what, topic, value] of NONE) {
    it(`is none where it is one ${what}`, () => {
      assert.equal(readBoxReport(topic, json(value)), undefined);
    });
  }

  it('is none where it is not JSON', () => {
    assert.equal(readBoxReport('loa/1/box/box-1/state', Buffer.from('{')), undefined);
  });
});

describe('the diary of a box', () => {
  const state = (name: StateReport['state'], session: number): StateReport => ({
    box: 'box-1',
    state: name,
    session,
    version: '1',
  });

  it('does not take a late will for news', () => {
    const diary = new BoxDiary();
    diary.noteState(state('ready', 4), monoUs(1));
    diary.noteState(state('ready', 5), monoUs(2));
    diary.noteState(state('lost', 4), monoUs(3));
    assert.equal(diary.state, 'ready');
    diary.noteState(state('lost', 5), monoUs(4));
    diary.noteState(state('ready', 6), monoUs(5));
    assert.deepEqual(diary.link, [
      { atUs: 1, up: true },
      { atUs: 4, up: false },
      { atUs: 5, up: true },
    ]);
  });

  it('keeps within its bound by keeping every second heartbeat, and never loses the latest', () => {
    const diary = new BoxDiary();
    const beats = RECORD_LIMITS.telemetry * 2 + 10;
    for (let beat = 0; beat < beats; beat++) {
      diary.noteHeartbeat({ ...TELEMETRY, atUs: beat }, monoUs(beat));
      assert.ok(diary.heartbeats.length <= RECORD_LIMITS.telemetry);
    }
    const times = diary.heartbeats.map(({ atUs }) => Number(atUs));
    assert.equal(times[0], 0);
    assert.equal(times.at(-1), beats - 1);
    assert.ok(times.every((time, index) => index === 0 || time > (times[index - 1] ?? 0)));
  });
});

describe('a tap on the audio of an area', () => {
  const STREAM = '0011223344556677';
  const key = generateKeyPairSync('ed25519');
  const packet = (byte: number): Uint8Array => Uint8Array.of(0x48, byte);
  const bundle = (
    sequence: number,
    packets: Uint8Array[],
    { last = false, streamId = STREAM, by = key.privateKey } = {},
  ): Buffer => {
    const unsigned = encodeUnsignedBundle({ streamId, sequence, packets, last });
    return Buffer.concat([unsigned, sign(null, unsigned, by)]);
  };
  const tapped = (): AudioTap => {
    const tap = new AudioTap();
    const { x } = key.publicKey.export({ format: 'jwk' });
    tap.expect({ streamId: STREAM, streamKey: Buffer.from(x ?? '', 'base64url') });
    return tap;
  };

  it('keeps each packet in its place, whatever the order, and the first of two', () => {
    const tap = tapped();
    tap.hear(bundle(2, [packet(2), packet(3)]));
    tap.hear(bundle(0, [packet(0)]));
    tap.hear(bundle(2, [packet(9)]));
    tap.hear(bundle(4, [], { last: true }));
    assert.deepEqual(Array.from(tap.packets), [packet(0), undefined, packet(2), packet(3)]);
    assert.equal(tap.endFrame, 4);
  });

  it('keeps nothing of another stream, of another key, or before it was told what to expect', () => {
    const tap = tapped();
    tap.hear(bundle(0, [packet(1)], { streamId: '0011223344556678' }));
    tap.hear(bundle(0, [packet(1)], { by: generateKeyPairSync('ed25519').privateKey }));
    tap.hear(Buffer.from('noise'));
    const early = new AudioTap();
    early.hear(bundle(0, [packet(1)]));
    assert.deepEqual([tap.packets.length, early.packets.length], [0, 0]);
  });
});
