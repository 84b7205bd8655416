/**
 * Where a live source's frames go: by the wall, with literal instants. Frames are of 20 ms; frame 0 leaves the horn at 10 s and
 * the group delay is 1.2 s, so the sound of frame 0 is captured from 8.8 s to 8.82 s.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { NEVER, monoUs } from '../../../agent/core/vocabulary.ts';
import { LivePacer } from '../../../broker-sim/head-end/pacing/live-pacer.ts';
import type { DueBundle } from '../../../broker-sim/head-end/pacing/pacing.ts';

const timeline = { startAtUs: monoUs(10_000_000), groupDelayUs: 1_200_000, bundleFrames: 10 };
const CAPTURE_US = 8_800_000;
const MS = 1_000;

/** Pushes frames at `atMs` after the start of the capture, and gives what was due, as it became due. */
class Feed {
  readonly pacer = new LivePacer(timeline);
  readonly sent: DueBundle[] = [];

  frame(atMs: number, afterGap = false): void {
    this.pacer.push(Uint8Array.of(1), monoUs(CAPTURE_US + atMs * MS), afterGap);
    this.take(atMs);
  }

  /** Frames that each took 20 ms to capture, the first of them arriving at `fromMs`. */
  frames(count: number, fromMs: number, afterGap = false, stepMs = 20): void {
    for (let n = 0; n < count; n++) this.frame(fromMs + n * stepMs, afterGap && n === 0);
  }

  take(atMs: number): void {
    const nowUs = monoUs(CAPTURE_US + atMs * MS);
    for (let due = this.pacer.take(nowUs); due; due = this.pacer.take(nowUs)) this.sent.push(due);
  }

  /** Places and lengths of what was sent. */
  get places(): (readonly [from: number, frames: number])[] {
    return this.sent.map(({ sequence, packets }) => [sequence, packets.length] as const);
  }
}

describe('a live feed that runs well', () => {
  test('frame 0 is what is captured at startAt − groupDelay; a bundle goes when its tenth frame is there', () => {
    const feed = new Feed();
    feed.frames(9, 20, true);
    assert.deepEqual(feed.places, []);
    feed.frame(200);
    assert.deepEqual(feed.places, [[0, 10]]);
    assert.equal(feed.pacer.nextDueUs, NEVER);
  });

  test('what was captured before the start is left out, and is no loss', () => {
    const feed = new Feed();
    feed.frames(15, -80, true);
    assert.deepEqual(feed.places, [[0, 10]]);
    assert.equal(feed.pacer.droppedFrames, 0);
  });

  test('a burst of old sound before the start is no loss either', () => {
    const feed = new Feed();
    feed.frames(200, -1_000, true, 0);
    feed.frames(60, -980);
    assert.equal(feed.pacer.droppedFrames, 0);
    assert.equal(feed.places[0]?.[0], 0);
  });

  test('frames that arrive five at a time keep their places', () => {
    const feed = new Feed();
    for (let clump = 0; clump < 4; clump++) {
      for (let n = 0; n < 5; n++) feed.frame(100 * (clump + 1), clump === 0 && n === 0);
    }
    assert.deepEqual(feed.places, [
      [4, 10],
      [14, 10],
    ]);
    assert.equal(feed.pacer.droppedFrames, 0);
    assert.equal(feed.pacer.streamFrames, 24);
  });

  test('jitter of 90 ms moves nothing', () => {
    const feed = new Feed();
    for (let n = 0; n < 400; n++) feed.frame(20 * (n + 1) + (n % 7) * 15, n === 0);
    assert.equal(feed.pacer.streamFrames, 400);
    assert.equal(feed.places.length, 40);
  });
});

describe('a live feed that stalls', () => {
  test('800 ms without a frame, then all of them at once: every frame keeps its place', () => {
    const feed = new Feed();
    feed.frames(10, 20, true);
    feed.frames(40, 1_000, false, 0);
    feed.frames(10, 1_020);
    assert.equal(feed.pacer.streamFrames, 60);
    assert.deepEqual(feed.places, [
      [0, 10],
      [10, 10],
      [20, 10],
      [30, 10],
      [40, 10],
      [50, 10],
    ]);
  });

  test('3 s that never come: after a second of being late, places are skipped so that it is late no longer', () => {
    const feed = new Feed();
    feed.frames(10, 20, true);
    feed.frames(200, 3_220);
    const last = feed.pacer.streamFrames - 1;
    const lastPushedMs = 3_220 + 199 * 20;
    assert.equal(
      lastPushedMs - (last + 1) * 20,
      100,
      'what remains is the lateness that is allowed',
    );
  });

  test('a bundle that its feed does not fill goes 100 ms after it should have been full', () => {
    const feed = new Feed();
    feed.frames(4, 20, true);
    assert.equal(feed.pacer.nextDueUs, CAPTURE_US + 300 * MS);
    feed.take(299);
    assert.deepEqual(feed.places, []);
    feed.take(300);
    assert.deepEqual(feed.places, [[0, 4]]);
  });
});

describe('a live feed that dies and returns', () => {
  test('it goes on in the place that the wall says; the places between stay empty', () => {
    const feed = new Feed();
    feed.frames(14, 20, true);
    feed.take(500);
    feed.frames(10, 7_020, true);
    assert.deepEqual(feed.places, [
      [0, 10],
      [10, 4],
      [350, 10],
    ]);
  });

  test('a hundred deaths later it is still in its place', () => {
    const feed = new Feed();
    for (let life = 0; life < 100; life++) feed.frames(10, life * 1_733 + 20, true);
    assert.equal(feed.sent.at(-1)?.sequence, Math.ceil((99 * 1_733 + 20) / 20) - 1);
  });

  test('a feed that returns with a burst of old sound loses what would run ahead of the wall', () => {
    const feed = new Feed();
    feed.frames(10, 20, true);
    feed.frames(200, 4_020, true, 0);
    feed.frames(10, 4_040);
    assert.equal(feed.pacer.droppedFrames, 189);
    const aheadMs = feed.pacer.streamFrames * 20 - (4_040 + 9 * 20);
    assert.ok(aheadMs <= 200, `${aheadMs} ms ahead of the wall`);
  });

  test('no place is given twice, even to a feed that died while it was ahead', () => {
    const feed = new Feed();
    feed.frame(20, true);
    feed.frames(10, 20, false, 0);
    const placed = feed.pacer.streamFrames;
    feed.frame(40, true);
    assert.equal(feed.pacer.streamFrames, placed + 1);
  });
});

describe('a live feed whose crystal is not ours', () => {
  for (const [ppm, words] of [
    [500, 'slow'],
    [-500, 'fast'],
  ] as const) {
    test(`${Math.abs(ppm)} ppm ${words}: after an hour it is still within 200 ms of the wall`, () => {
      const feed = new Feed();
      const stepMs = 20 * (1 + ppm / 1_000_000);
      const frames = 180_000;
      for (let n = 0; n < frames; n++) feed.frame(20 + n * stepMs, n === 0);
      const wallMs = 20 + (frames - 1) * stepMs;
      const offMs = wallMs - feed.pacer.streamFrames * 20;
      assert.ok(Math.abs(offMs) <= 200, `${offMs.toFixed(0)} ms off`);
      assert.notEqual(feed.pacer.streamFrames, frames, 'it had to be corrected');
    });
  }
});

describe('the end of a live feed', () => {
  test('what was captured goes out, marked as the last', () => {
    const feed = new Feed();
    feed.frames(13, 20, true);
    feed.pacer.end();
    feed.take(260);
    assert.deepEqual(
      feed.sent.map(({ last }) => last),
      [false, true],
    );
    assert.equal(feed.pacer.finished, true);
    assert.equal(feed.pacer.streamFrames, 13);
  });

  test('frames after the end are nobody’s', () => {
    const feed = new Feed();
    feed.frames(10, 20, true);
    feed.pacer.end();
    feed.frame(220);
    assert.equal(feed.pacer.streamFrames, 10);
    assert.equal(feed.pacer.droppedFrames, 1);
  });

  test('bundles that nobody takes are kept to fifty, the newest', () => {
    const pacer = new LivePacer(timeline);
    for (let n = 0; n < 600; n++) {
      pacer.push(Uint8Array.of(1), monoUs(CAPTURE_US + (n + 1) * 20 * MS), n === 0);
    }
    assert.equal(pacer.droppedFrames, 100);
    assert.equal(pacer.take(monoUs(CAPTURE_US + 12_000 * MS))?.sequence, 100);
  });
});
