/** A card whose crystal is not ours, and a place that is a little off: back into step so that nobody hears it. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CardClock } from '../../../agent/core/playout/step/card-clock.ts';
import { Player } from '../../../agent/core/playout/player.ts';
import { BARE } from '../../../agent/core/playout/tone/surround.ts';
import { Stretch } from '../../../agent/core/playout/step/stretch.ts';
import { StepError } from '../../../agent/core/playout/step/step-error.ts';
import { correction, mustJump } from '../../../agent/core/playout/step/step-correction.ts';
import {
  FRAME_SAMPLES,
  after,
  monoUs,
  samplesToUs,
  usToSamples,
} from '../../../agent/core/vocabulary.ts';
import { MORNING } from '../control/announcement-builder.ts';
import { PlayerBench } from './player-bench.ts';
import { assertSmooth } from './smoothness.ts';
import { ToneDecoder, tonePacket } from './tone-decoder.ts';

const BLOCK = 1_440;

/** Plays `seconds` on a card that is `ppm` fast; answers the error of each block, in µs, and what was played. */
const playOn = (ppm: number, seconds: number, noiseUs = () => 0) => {
  const player = new Player({
    startAt: MORNING,
    gainDb: 0,
    surround: BARE,
    decoder: new ToneDecoder(),
  });
  const clock = new CardClock();
  const pcm: number[] = [];
  const errorsUs: number[] = [];
  const block = new Int16Array(BLOCK);
  let nextFrame = 0;
  for (let written = -4_800; written < seconds * 48_000; written += BLOCK) {
    const trueUs = samplesToUs(written) / (1 + ppm * 1e-6);
    const nowAt = after(MORNING, trueUs - 100_000);
    const due = Math.floor(usToSamples(nowAt - MORNING + 1_200_000) / FRAME_SAMPLES);
    for (; nextFrame < due; nextFrame++) player.insert(nextFrame, tonePacket(nextFrame), nowAt);
    // The card tells of the sample that is written next; the answer is noisy.
    clock.observe(written, monoUs(trueUs + noiseUs()));
    const heardBefore = player.heard.samples;
    player.render(after(MORNING, clock.instantOf(written)), block);
    if (heardBefore > 0) errorsUs.push(trueUs - samplesToUs(heardBefore));
    for (const sample of block) pcm.push(sample);
  }
  return { player, errorsUs, pcm: Int16Array.from(pcm) };
};

const quantile = (values: readonly number[], part: number): number => {
  const sorted = values.map(Math.abs).sort((left, right) => left - right);
  return sorted[Math.floor(part * (sorted.length - 1))] ?? Number.NaN;
};

describe('a card that is off by a crystal', () => {
  for (const ppm of [100, -100, 30, -200]) {
    test(`of ${ppm} ppm is followed to a sample, without a jump or a click`, () => {
      const { player, errorsUs, pcm } = playOn(ppm, 60);
      assert.ok(quantile(errorsUs, 1) <= 25, `largest ${quantile(errorsUs, 1)} µs`);
      assert.equal(player.heard.jumps, 0);
      const wanted = 60 * 48_000 * Math.abs(ppm) * 1e-6;
      assert.ok(Math.abs(player.heard.stretchedSamples - wanted) <= 4, 'and no more than it needs');
      // A card that is slow is played faster. A sample in a minute is 0.35 ppm, in ten seconds 2.
      const { overallPpm, latelyPpm } = player.heard.correction.report ?? {};
      assert.ok(Math.abs((overallPpm ?? NaN) + ppm) < 2, `overall ${overallPpm} ppm`);
      assert.ok(Math.abs((latelyPpm ?? NaN) + ppm) < 4, `lately ${latelyPpm} ppm`);
      assertSmooth(pcm);
    });
  }

  test('two of them, +100 and -100 ppm, with answers 20 µs off: 30 µs apart for 95 % of the time', () => {
    let seed = 1;
    const noiseUs = (): number => {
      seed = (seed * 16_807) % 2_147_483_647;
      return (seed / 2_147_483_647 - 0.5) * 40;
    };
    const fast = playOn(100, 60, noiseUs).errorsUs;
    const slow = playOn(-100, 60, noiseUs).errorsUs;
    const apart = fast.map((errorUs, at) => errorUs - (slow[at] ?? 0)).slice(17);
    assert.ok(quantile(apart, 0.95) <= 30, `p95 ${quantile(apart, 0.95)} µs`);
    assert.ok(quantile(apart, 1) <= 100, `largest ${quantile(apart, 1)} µs`);
  });
});

describe('a player that is set a little off', () => {
  for (const us of [100, -100, 1_500, -1_500]) {
    test(`by ${us} µs is back within half a second, by a sample at a time and without a click`, () => {
      const bench = new PlayerBench({ from: 0 }).give(0, 100).play(20_000);
      bench.setClock(us).play(20_000 + 24_000 + 2 * FRAME_SAMPLES);
      const missing = usToSamples(us);
      assert.ok(Math.abs(bench.player.heard.samples - bench.at - missing) <= 1);
      assert.equal(bench.player.heard.jumps, 0);
      bench.assertNoClick();
    });
  }

  test('by half a sample is left as it is, to the bit', () => {
    const bench = new PlayerBench({ from: 0 }).give(0, 100).play(20_000);
    bench.setClock(10).play(60_000);
    assert.equal(bench.player.heard.stretchedSamples, 0);
  });
});

describe('a stretched frame', () => {
  const sine = Int16Array.from({ length: FRAME_SAMPLES }, (_, at) =>
    Math.round(8_000 * Math.sin((2 * Math.PI * 500 * at) / 48_000)),
  );

  test('by nothing is the frame itself', () => {
    assert.equal(new Stretch().apply(sine, 0), sine);
  });

  for (const skip of [-4, -1, 1, 4]) {
    test(`shorter by ${skip} has the same wave at another pace`, () => {
      const out = new Stretch().apply(sine, skip);
      assert.equal(out.length, FRAME_SAMPLES - skip);
      // A quarter of the frame for each sample, and the rest as it was.
      const spread = 240 * Math.abs(skip);
      const pace = spread / (spread - skip);
      out.forEach((sample, at) => {
        const place = at < spread - skip ? at * pace : at + skip;
        const wanted = 8_000 * Math.sin((2 * Math.PI * 500 * place) / 48_000);
        // The last curve has no neighbour on its right.
        const slack = at > out.length - 4 ? 120 : 2;
        assert.ok(Math.abs(sample - wanted) <= slack, `sample ${at}: ${sample}, not ${wanted}`);
      });
    });
  }

  test('at full scale stays within 16 bits', () => {
    const square = Int16Array.from({ length: FRAME_SAMPLES }, (_, at) =>
      at % 40 < 20 ? 32_767 : -32_768,
    );
    const out = new Stretch().apply(square, 3);
    assert.ok(out.every((sample, at) => sample === out[at]));
    assert.equal(Math.max(...out), 32_767);
    assert.equal(Math.min(...out), -32_768);
  });
});

test('an error up to 0.55 samples is let be, up to 2 ms stretched by at most 4 of 960, and beyond jumped', () => {
  const cases = [0.55, -0.55, 0.56, -0.56, 2.4, -90, 90, 96].map(correction);
  assert.deepEqual(cases, [0, 0, 1, -1, 2, -4, 4, 4]);
  assert.deepEqual([96, -96, 96.1, -96.1].map(mustJump), [false, false, true, true]);
});

describe('the clock of a card', () => {
  test('that answers exactly is followed exactly', () => {
    const clock = new CardClock();
    for (let sample = 0; sample < 480_000; sample += BLOCK) {
      clock.observe(sample, monoUs(samplesToUs(sample)));
      const error = clock.instantOf(sample + 7_200) - samplesToUs(sample + 7_200);
      assert.ok(Math.abs(error) < 1e-6, `${error} µs`);
    }
  });

  test('learns its pace, and keeps it when the card was stopped', () => {
    const clock = new CardClock();
    const paceUs = (1_000 / 48) * (1 - 80e-6);
    for (let sample = 0; sample < 20 * 48_000; sample += BLOCK)
      clock.observe(sample, monoUs(sample * paceUs));
    assert.ok(Math.abs(clock.ratePpm - 80) < 1, `${clock.ratePpm} ppm`);
    clock.restart();
    clock.observe(0, monoUs(5_000_000));
    const error = clock.instantOf(48_000) - (5_000_000 + 48_000 * paceUs);
    assert.ok(Math.abs(error) < 1, `${error} µs`);
  });

  test('says how far off it may be: everything at first, less with each answer, more after a stop', () => {
    const clock = new CardClock();
    assert.equal(clock.errorUs(0), Infinity);
    clock.observe(0, monoUs(0));
    assert.equal(clock.errorUs(0), 25);
    // 400 ms ahead, by a pace that may be 200 ppm off.
    assert.equal(Math.round(clock.errorUs(19_200)), 84);
    for (let answer = 1; answer <= 100; answer++) {
      clock.observe(answer * 2_400, monoUs(samplesToUs(answer * 2_400)));
    }
    assert.ok(clock.errorUs(19_200) < 8, `${clock.errorUs(19_200)} µs after five seconds`);
    clock.restart();
    clock.observe(0, monoUs(9_000_000));
    assert.ok(clock.errorUs(19_200) >= 25 && clock.errorUs(19_200) < 27);
  });

  test('that stood still for two seconds is where it is now', () => {
    const clock = new CardClock();
    for (let sample = 0; sample < 96_000; sample += BLOCK)
      clock.observe(sample, monoUs(samplesToUs(sample)));
    clock.observe(96_000, monoUs(4_000_000));
    assert.equal(clock.instantOf(96_000), 4_000_000);
  });
});

test('the error of a step is told in quantiles of 5 µs, rounded up', () => {
  const error = new StepError();
  assert.equal(error.report, null);
  for (let us = 1; us <= 100; us++) error.note(us % 2 === 0 ? us : -us);
  assert.deepEqual(error.report, { p50Us: 55, p95Us: 100, maxUs: 100 });
});
