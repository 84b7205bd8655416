/** Where a stream lies on a clock that neighbours share and nobody vouches for: in its place where it can be, else moved as theirs is. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Timeline } from '../../../agent/core/playout/timeline.ts';
import type { ClockReading } from '../../../agent/core/time/clock-reading.ts';
import { US_PER_S, after, monoUs, type MonoUs } from '../../../agent/core/vocabulary.ts';
import { MORNING } from '../control/announcement-builder.ts';

const LEAD_US = 1_200_000;
/** A clock on which the start is `startS` seconds from now; its own drift differs from box to box. */
const adrift = (startS: number, ppm = 0): ClockReading => ({
  utcMinusMonoUs: after(MORNING, -startS * US_PER_S),
  errorUs: 3 * US_PER_S,
  trusted: true,
  isAdrift: true,
  drift: { ppm, asOfUs: monoUs(0) },
});
const at = (s: number): MonoUs => monoUs(s * US_PER_S);
const startS = (timeline: Timeline): number => timeline.monoOf(MORNING) / US_PER_S;

describe('a stream on a clock that is adrift', () => {
  test('keeps its place where its first frame comes in time for it', () => {
    const timeline = new Timeline(MORNING, adrift(3));
    assert.equal(startS(timeline), 3);
    timeline.arrive(0, at(1.8), LEAD_US);
    assert.deepEqual([startS(timeline), timeline.isInPlace], [3, true]);
    assert.equal(timeline.utcOf(at(4)), after(MORNING, US_PER_S));
  });

  test('is moved by whole seconds where the clock is ahead of whoever speaks, by hours or by one', () => {
    for (const [s, moved] of [
      [1.5, 3.5],
      [-0.25, 3.75],
      [-7_199.1, 3.9],
    ] as const) {
      const timeline = new Timeline(MORNING, adrift(s));
      timeline.arrive(0, at(1.8), LEAD_US);
      assert.ok(Math.abs(startS(timeline) - moved) < 1e-6, `${s} is moved to ${startS(timeline)}`);
      assert.equal(timeline.isInPlace, false);
    }
  });

  test('is moved nearer where the clock is so far behind that no buffer holds it until then', () => {
    const timeline = new Timeline(MORNING, adrift(7_203.4));
    timeline.arrive(0, at(1.8), LEAD_US);
    assert.ok(Math.abs(startS(timeline) - 3.4) < 1e-6);
  });

  test('is moved alike by neighbours whose frames come at other moments, and whose crystals are others', () => {
    const starts = [
      [1.8, 20],
      [1.803, -35],
      [1.85, 0],
    ].map(([arrivalS = 0, ppm = 0]) => {
      const timeline = new Timeline(MORNING, adrift(7_203.4, ppm));
      timeline.arrive(0, at(arrivalS), LEAD_US);
      return startS(timeline);
    });
    for (const start of starts) assert.ok(Math.abs(start - starts[0]!) < 1e-3, String(starts));
  });

  test('has not begun before its first frame, whatever the clock says: what is passed over would be late', () => {
    const timeline = new Timeline(MORNING, adrift(1));
    assert.equal(timeline.utcOf(at(0.7)), after(MORNING, -300_000));
    assert.ok(timeline.utcOf(at(0.9)) < after(MORNING, -10 * US_PER_S));
    timeline.arrive(0, at(1.8), LEAD_US);
    assert.equal(timeline.utcOf(at(3)), MORNING);
  });

  test('is not moved for a line that stalls after its first frame', () => {
    const timeline = new Timeline(MORNING, adrift(3));
    timeline.arrive(0, at(1.8), LEAD_US);
    timeline.arrive(10, at(9), LEAD_US);
    assert.equal(startS(timeline), 3);
  });

  test('stays where it was moved to when somebody vouches for the clock again', () => {
    const timeline = new Timeline(MORNING, adrift(-10));
    timeline.arrive(0, at(1.8), LEAD_US);
    const { isAdrift: _, ...vouched } = adrift(-10);
    timeline.follow(vouched);
    assert.equal(startS(timeline), 3);
  });
});

test('a stream on a clock that somebody vouches for is never moved: what comes late is dropped', () => {
  const { isAdrift: _, ...vouched } = adrift(-10);
  const timeline = new Timeline(MORNING, vouched);
  timeline.arrive(0, at(1.8), LEAD_US);
  assert.deepEqual([startS(timeline), timeline.isInPlace], [-10, true]);
});
