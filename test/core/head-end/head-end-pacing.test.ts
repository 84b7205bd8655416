/** When a recording's frames go out: by media time, with literal instants. Frames are of 20 ms. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { LIMITS } from '../../../agent/core/limits.ts';
import { NEVER, monoUs } from '../../../agent/core/vocabulary.ts';
import { bundleBytes } from '../../../agent/core/wire/bundle.ts';
import {
  isPast,
  leavesHornUs,
  type DueBundle,
} from '../../../broker-sim/head-end/pacing/pacing.ts';
import { ProgrammePacer } from '../../../broker-sim/head-end/pacing/programme-pacer.ts';

/** Frame 0 leaves the horn at 10 s; a bundle of 10 frames goes 1.2 s before its first frame is heard. */
const timeline = { startAtUs: monoUs(10_000_000), groupDelayUs: 1_200_000, bundleFrames: 10 };

const pacerWith = (frames: number): ProgrammePacer => {
  const pacer = new ProgrammePacer(timeline);
  for (let frame = 0; frame < frames; frame++) pacer.push(Uint8Array.of(frame));
  return pacer;
};

const shape = (bundle: DueBundle | undefined) =>
  bundle && { from: bundle.sequence, frames: bundle.packets.map(([n]) => n), last: bundle.last };

describe('a recording is paced by media time', () => {
  test('the first bundle is due one group delay before frame 0 is heard, and not a microsecond earlier', () => {
    const pacer = pacerWith(20);
    assert.equal(pacer.nextDueUs, 8_800_000);
    assert.equal(pacer.take(monoUs(8_799_999)), undefined);
    assert.deepEqual(shape(pacer.take(monoUs(8_800_000))), {
      from: 0,
      frames: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
      last: false,
    });
    assert.equal(pacer.take(monoUs(8_800_000)), undefined);
  });

  test('each bundle is due 200 ms after the one before, whenever that one was taken', () => {
    const pacer = pacerWith(30);
    pacer.take(monoUs(8_950_000));
    assert.equal(pacer.nextDueUs, 9_000_000);
    pacer.take(monoUs(9_000_000));
    assert.equal(pacer.nextDueUs, 9_200_000);
  });

  test('after an hour the due instant is still the one that media time says', () => {
    const pacer = new ProgrammePacer(timeline);
    for (let bundle = 0; bundle < 18_000; bundle++) {
      for (let frame = 0; frame < 10; frame++) pacer.push(Uint8Array.of(0));
      assert.ok(pacer.take(monoUs(8_800_000 + bundle * 200_000 + 137)));
    }
    for (let frame = 0; frame < 10; frame++) pacer.push(Uint8Array.of(0));
    assert.equal(pacer.nextDueUs, 3_608_800_000);
  });

  test('frames that are large go by fewer at a time, each in its place all the same', () => {
    const pacer = new ProgrammePacer({ ...timeline, bundleFrames: 20 });
    for (let frame = 0; frame < 25; frame++) pacer.push(new Uint8Array(1_275));
    pacer.end();
    const taken = [8_800_000, 9_040_000, 9_280_000].map((atUs) => pacer.take(monoUs(atUs)));
    assert.deepEqual(
      taken.map((bundle) => [bundle?.sequence, bundle?.packets.length, bundle?.last]),
      [
        [0, 12, false],
        [12, 12, false],
        [24, 1, true],
      ],
    );
    for (const bundle of taken) {
      assert.ok(bundleBytes(bundle?.packets ?? []) <= LIMITS.bundleBytesMax);
    }
  });

  test('what was held up is due at once, one bundle after another', () => {
    const pacer = pacerWith(30);
    const nowUs = monoUs(9_250_000);
    assert.deepEqual(
      [1, 2, 3, 4].map(() => pacer.take(nowUs)?.sequence),
      [0, 10, 20, undefined],
    );
  });

  test('the last bundle is the rest, and says so', () => {
    const pacer = pacerWith(13);
    pacer.end();
    pacer.take(monoUs(8_800_000));
    assert.equal(pacer.finished, false);
    assert.deepEqual(shape(pacer.take(monoUs(9_000_000))), {
      from: 10,
      frames: [10, 11, 12],
      last: true,
    });
    assert.equal(pacer.finished, true);
    assert.equal(pacer.streamFrames, 13);
    assert.equal(pacer.nextDueUs, NEVER);
  });

  test('a recording of whole bundles says on the last of them that it is the last', () => {
    const pacer = pacerWith(20);
    pacer.end();
    assert.equal(pacer.take(monoUs(8_800_000))?.last, false);
    assert.equal(pacer.take(monoUs(9_000_000))?.last, true);
  });

  test('part of a bundle waits for the source: only frames or the end can make it due', () => {
    const pacer = pacerWith(9);
    assert.equal(pacer.nextDueUs, NEVER);
    assert.equal(pacer.take(monoUs(99_000_000)), undefined);
    pacer.push(Uint8Array.of(9));
    assert.equal(pacer.nextDueUs, 8_800_000);
  });

  test('it reads three bundles ahead and no further, and nothing after the end', () => {
    const pacer = pacerWith(29);
    assert.equal(pacer.wantsFrames, true);
    pacer.push(Uint8Array.of(29));
    assert.equal(pacer.wantsFrames, false);
    pacer.take(monoUs(8_800_000));
    assert.equal(pacer.wantsFrames, true);
    pacer.end();
    assert.equal(pacer.wantsFrames, false);
  });
});

describe('what is past', () => {
  test('frame 50 leaves the horn one second after frame 0', () => {
    assert.equal(leavesHornUs(timeline, 50), 11_000_000);
  });

  test('a bundle is past when the last sample of its last frame has left the horn', () => {
    const bundle = {
      sequence: 0,
      packets: Array.from({ length: 10 }, () => Uint8Array.of(0)),
      last: false,
    };
    assert.equal(isPast(timeline, bundle, monoUs(10_199_999)), false);
    assert.equal(isPast(timeline, bundle, monoUs(10_200_000)), true);
  });
});
