/** The tones around a test: before whatever is heard of it, after its end, without a click, and no part of what was heard. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MARKER_SAMPLES, marker } from '../../../agent/core/playout/tone/marker.ts';
import { leadUs, surroundOf } from '../../../agent/core/playout/tone/surround.ts';
import { after } from '../../../agent/core/vocabulary.ts';
import { MORNING } from '../control/announcement-builder.ts';
import { PlayerBench, frames } from './player-bench.ts';
import { toneAt } from './tone-decoder.ts';

const RAMP = 240;
const GAP = 12_000;
const LEAD = MARKER_SAMPLES + GAP;
const MARKER = marker();
/** Between the ramps at its two ends. */
const WHOLE = MARKER.slice(RAMP, -RAMP);
const STEP_MAX = 6_000 * ((2 * Math.PI * 1_000) / 48_000) + 8_000 / RAMP + 1;
const SURROUND = surroundOf({ class: 'normal', kind: 'test' }, []);
const END = frames(100);

const marked = (from: number): PlayerBench => {
  const bench = new PlayerBench({ from, surround: SURROUND }).give(0, 100);
  bench.player.endsAt(100);
  return bench;
};

describe('the tones themselves', () => {
  test('begin and end at zero, last 1.05 s, and stay 14 dB under full scale', () => {
    assert.deepEqual([MARKER[0], MARKER.at(-1), MARKER.length], [0, 0, 50_400]);
    assert.ok(MARKER.every((sample) => Math.abs(sample) <= 6_000));
  });

  test('are three beeps with silence between', () => {
    const isLoud = (ms: number): boolean =>
      MARKER.slice(ms * 48, (ms + 10) * 48).some((sample) => Math.abs(sample) > 5_000);
    assert.deepEqual([100, 300, 500, 700, 900].map(isLoud), [true, false, true, false, true]);
  });

  test('take the place of a chime', () => {
    assert.equal(surroundOf({ class: 'normal', kind: 'test' }, ['normal']).before, MARKER);
    assert.equal(leadUs(SURROUND), 1_300_000);
  });
});

describe('a test', () => {
  test('is marked before and after, in its place and to the sample', () => {
    const bench = marked(-LEAD - 500).play(END + LEAD + 500);
    bench.assertSilent(-LEAD - 500, -LEAD);
    assert.deepEqual(bench.heard(-LEAD + RAMP, -GAP - RAMP), WHOLE);
    bench.assertSilent(-GAP, 0);
    bench.assertTone(RAMP, END - RAMP, toneAt);
    bench.assertSilent(END, END + GAP);
    assert.deepEqual(bench.heard(END + GAP + RAMP, END + LEAD - RAMP), WHOLE);
    bench.assertSilent(END + LEAD, END + LEAD + 500);
    bench.assertNoClick(STEP_MAX);
  });

  test('counts its tones apart from itself', () => {
    const { heard } = marked(-LEAD).play(END + LEAD).player;
    assert.deepEqual([heard.samples, heard.toneSamples], [END, 2 * MARKER_SAMPLES]);
  });

  test('has played out when its last tone has, and not before', () => {
    const bench = marked(-LEAD).play(END + LEAD - 1);
    assert.ok(!bench.player.hasPlayedOut);
    assert.ok(bench.play(END + LEAD).player.hasPlayedOut);
    assert.equal(bench.play(END + frames(90)).player.heard.concealedFrames, 0);
    assert.equal(bench.player.endAt, after(MORNING, 2_000_000 + 1_300_000));
  });

  test('that is joined late is marked first, and heard in its place after that', () => {
    for (const from of [-LEAD + 1, -1, 0, 1, 777, frames(20) + 333]) {
      const bench = marked(from).play(END);
      const begins = from + LEAD;
      assert.deepEqual(bench.heard(from + RAMP, begins - GAP - RAMP), WHOLE);
      bench.assertSilent(begins - GAP, begins);
      bench.assertTone(begins + RAMP, END - RAMP, toneAt);
      bench.assertNoClick(STEP_MAX);
    }
  });

  test('that is joined too late to be marked is not heard at all', () => {
    const bench = marked(END - LEAD + 1).play(END + LEAD + 10);
    assert.equal(bench.player.heard.samples, 0);
    assert.ok(bench.player.hasPlayedOut);
    bench.assertNoClick(STEP_MAX);
  });

  test('that was away is marked again', () => {
    const bench = marked(-LEAD).play(frames(10));
    bench.player.fadeOut();
    bench.play(frames(11));
    bench.player.fadeIn();
    const back = bench.at;
    bench.play(END);
    assert.deepEqual(bench.heard(back + RAMP, back + MARKER_SAMPLES - RAMP), WHOLE);
    bench.assertTone(back + LEAD + RAMP, END - RAMP, toneAt);
    bench.assertNoClick(STEP_MAX);
  });

  test('of which the card was cut off goes on without being marked again', () => {
    const bench = marked(-LEAD).play(frames(10));
    bench.player.interrupt();
    const back = bench.at;
    bench.play(END);
    bench.assertTone(back + RAMP, END - RAMP, toneAt);
    const inTones = marked(-LEAD).play(-LEAD + 20_000);
    inTones.player.interrupt();
    inTones.play(END + LEAD);
    assert.equal(inTones.player.heard.toneSamples, 2 * MARKER_SAMPLES);
  });

  test('that is told to be quiet in its tones is quiet after 5 ms', () => {
    for (const at of [-LEAD + 3_000, END + GAP + 3_000]) {
      const bench = marked(-LEAD).play(at);
      bench.player.fadeOut();
      bench.play(at + RAMP);
      assert.ok(bench.player.isQuiet);
      bench.assertNoClick(STEP_MAX);
    }
  });
});
