/** What may be asked of a broadcast, and what is taken where nothing is asked. */
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { describe, test } from 'node:test';
import type { MqttClient } from 'mqtt';
import { LIMITS } from '../../../agent/core/limits.ts';
import {
  LIVE_FRAMES_MAX,
  planBroadcast,
} from '../../../broker-sim/head-end/broadcast/broadcast-plan.ts';
import type { BroadcastOptions } from '../../../broker-sim/head-end/broadcast/broadcast.ts';
import { BroadcastError } from '../../../broker-sim/head-end/broadcast/broadcast-error.ts';
import { Issuer } from '../../../broker-sim/head-end/issuer/issuer.ts';
import { StreamKey } from '../../../broker-sim/head-end/broadcast/stream-key.ts';
import { backoffMs } from '../../../broker-sim/source/backoff.ts';
import type { OpusSource } from '../../../broker-sim/source/opus-source.ts';

const source = (live: boolean): OpusSource => ({
  live,
  description: 'nothing',
  next: () => Promise.resolve({ is: 'end', failed: false }),
  close: () => Promise.resolve(),
});

const asked = (more: Partial<BroadcastOptions> = {}): BroadcastOptions => ({
  client: {} as MqttClient,
  issuer: new Issuer({ id: 'hoabinh', chain: [] }, generateKeyPairSync('ed25519').privateKey, {
    next: () => 1,
  }),
  area: 'vn.hoabinh',
  class: 'normal',
  title: 'Bản tin',
  source: source(false),
  ...more,
});

describe('the plan of a broadcast', () => {
  test('where nothing is asked: 1.2 s of group delay, 3 s of lead, a lease of 15 s, twenty frames a bundle', () => {
    assert.deepEqual(planBroadcast(asked()), {
      kind: 'programme',
      gainDb: 0,
      groupDelayUs: 1_200_000,
      leadUs: 3_000_000,
      leaseUs: 15_000_000,
      bundleFrames: 20,
    });
  });

  test('a live source is announced as live, a test as what it is; its bundles are half as long', () => {
    assert.equal(planBroadcast(asked({ source: source(true) })).bundleFrames, 10);
    assert.equal(planBroadcast(asked({ source: source(true) })).kind, 'live');
    assert.equal(planBroadcast(asked({ source: source(true), kind: 'test' })).kind, 'test');
  });

  const mistakes: readonly (readonly [Partial<BroadcastOptions>, RegExp])[] = [
    [{ area: 'VN.HoaBinh' }, /^area "VN\.HoaBinh" is not one/],
    [{ area: '' }, /^area "" is not one/],
    [{ title: 'x'.repeat(201) }, /^a title has at most 200 characters$/],
    [{ gainDb: 21 }, /^gain: 21 dB, and it must be from -60 to 20 dB$/],
    [
      { source: source(true), bundleFrames: 13 },
      /^bundle: 13 frames, and it must be from 1 to 12 frames$/,
    ],
    [{ bundleFrames: 51 }, /^bundle: 51 frames, and it must be from 1 to 50 frames$/],
    [{ bundleFrames: 0 }, /^bundle: 0 frames/],
    [{ bundleFrames: 2.5 }, /^a bundle has whole frames$/],
    [{ groupDelayUs: 100_000 }, /^group delay: 0\.1 s, and it must be from 0\.4 to 10 s$/],
    [{ groupDelayUs: 11_000_000, leadUs: 20_000_000 }, /^group delay: 11 s/],
    [{ leadUs: 1_000_000 }, /^lead: 1 s, and it must be from 1\.2 to 600 s$/],
    [{ leaseUs: 1_000_000 }, /^lease: 1 s, and it must be from 2 to 120 s$/],
    [{ leadUs: Number.NaN }, /^lead: NaN s/],
  ];
  for (const [more, line] of mistakes) {
    test(`${JSON.stringify(more).slice(0, 60)} is told in one line`, () => {
      assert.throws(
        () => planBroadcast(asked(more)),
        (error) => error instanceof BroadcastError && line.test(error.message),
      );
    });
  }

  test('the most frames of a live bundle fit even where every packet is as long as Opus allows', () => {
    const packet = new Uint8Array(LIMITS.opusPacketBytesMax).fill(0xf8);
    const packets = Array.from({ length: LIVE_FRAMES_MAX }, () => packet);
    const sealed = new StreamKey().seal({ sequence: 0, packets, last: false });
    assert.ok(sealed.length <= LIMITS.bundleBytesMax);
    assert.ok(sealed.length + 2 + packet.length > LIMITS.bundleBytesMax, 'and no more would');
  });
});

describe('the backoff of a feed', () => {
  const limits = { firstMs: 500, mostMs: 15_000 };

  test('doubles from half a second and stops at fifteen', () => {
    assert.deepEqual(
      [0, 1, 2, 3, 4, 5, 6, 1_000].map((attempt) => backoffMs(attempt, limits, 0)),
      [500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000],
    );
  });

  test('is shortened by chance, by half at most', () => {
    assert.equal(backoffMs(5, limits, 0.5), 11_250);
    assert.equal(backoffMs(5, limits, 1), 7_500);
  });
});
