/** On a good line: the stream is heard from its very first sample at the very instant, whole, and nothing besides. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { FRAME_SAMPLES, after } from '../../../agent/core/vocabulary.ts';
import { MORNING } from '../control/announcement-builder.ts';
import { PlayerBench, frames, type BenchOptions } from './player-bench.ts';
import { ToneDecoder, toneAt, tonePacket } from './tone-decoder.ts';

const FRAMES = 25;
const END = frames(FRAMES);
const RAMP = 240;

/** The whole stream through a decoder of its own. */
const decoded = (): Int16Array => {
  const decoder = new ToneDecoder();
  const pcm = new Int16Array(END);
  for (let frame = 0; frame < FRAMES; frame++) {
    decoder.decode(tonePacket(frame), pcm.subarray(frames(frame), frames(frame + 1)));
  }
  return pcm;
};

const played = (options: Partial<BenchOptions> = {}): PlayerBench => {
  const bench = new PlayerBench({ from: -1_000, ...options }).give(0, FRAMES);
  bench.player.endsAt(FRAMES);
  return bench.play(END + 1_000);
};

describe('a stream on a good line', () => {
  test('is the decoder’s output, sample for sample, but for a ramp of 240 at both ends', () => {
    const bench = played();
    const pcm = decoded();
    assert.deepEqual(bench.heard(RAMP, END - RAMP), pcm.slice(RAMP, END - RAMP));
    for (let at = 0; at < RAMP; at++) {
      const [up, down] = [(at + 1) / RAMP, (RAMP - 1 - at) / RAMP];
      const last = END - RAMP + at;
      assert.equal(bench.heard(at, at + 1)[0], Math.round(pcm[at]! * up), `sample ${at}`);
      assert.equal(bench.heard(last, last + 1)[0], Math.round(pcm[last]! * down), `${last}`);
    }
  });

  test('is silent before its first sample and after its last, and clicks nowhere', () => {
    const bench = played();
    bench.assertSilent(-1_000, 0);
    bench.assertSilent(END - 1, END + 1_000);
    bench.assertNoClick();
  });

  test('is counted whole, with the instant of its first and last sample', () => {
    const { player, decoder } = played();
    const { stepError, correction, ...heard } = player.heard;
    assert.deepEqual(correction.report, { overallPpm: 0, latelyPpm: 0 });
    assert.deepEqual(stepError.report, { p50Us: 0, p95Us: 0, maxUs: 0 });
    assert.deepEqual(heard, {
      samples: END,
      toneSamples: 0,
      lateFrames: 0,
      concealedFrames: 0,
      silentFrames: 0,
      brokenFrames: 0,
      jumps: 0,
      xruns: 0,
      recoveredFrames: 0,
      stretchedSamples: 0,
      firstAtUs: MORNING,
      firstSample: 0,
    });
    assert.equal(player.endAt, after(MORNING, 500_000));
    assert.equal(player.quietAt, after(MORNING, 500_000));
    assert.equal(player.bufferFrames, 0);
    assert.deepEqual(decoder.calls, ['reset', ...Array(FRAMES).keys()]);
  });

  test('has played out with its last sample and not before', () => {
    const bench = new PlayerBench({ from: 0 }).give(0, FRAMES);
    bench.player.endsAt(FRAMES);
    bench.play(END - 1);
    assert.ok(!bench.player.hasPlayedOut && !bench.player.isQuiet);
    bench.play(END);
    assert.ok(bench.player.hasPlayedOut && bench.player.isQuiet);
  });

  test('is the same for a card of any block size, from any first sample', () => {
    const whole = played({ blockSamples: () => 10_000_000 }).heard(-50, END + 50);
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 3_000 }), { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 50, max: 3_000 }),
        (sizes, early) => {
          const bench = played({ from: -early, blockSamples: (at) => sizes[at % sizes.length]! });
          assert.deepEqual(bench.heard(-50, END + 50), whole);
        },
      ),
      { numRuns: 200, seed: 20_261_123 },
    );
  });

  test('is the same sample for sample on a card whose samples lie anywhere between its own', () => {
    const whole = played().heard(-50, END);
    for (const phaseUs of [-10.25, -10, -5, -0.25, 0.25, 5, 10, 10.25]) {
      assert.deepEqual(played({ phaseUs }).heard(-50, END), whole, `${phaseUs} µs`);
    }
    // From half a sample on (10.42 µs) the neighbour is nearer.
    assert.deepEqual(played({ phaseUs: 10.75 }).heard(-51, END - 1), whole);
    assert.deepEqual(played({ phaseUs: -10.75 }).heard(-49, END), whole.slice(0, -1));
  });

  test('that lies beside the card by less than half a sample is left in peace', () => {
    const bench = new PlayerBench({ from: -1_000 }).give(0, FRAMES).play(3_000);
    bench.setClock(10).play(6_000).setClock(-20).play(9_000);
    bench.assertTone(RAMP, 9_000, toneAt);
    assert.equal(bench.player.heard.jumps, 0);
  });
});

describe('a short stream', () => {
  test('of one frame rises, is whole, and falls', () => {
    const bench = new PlayerBench({ from: 0 }).give(0, 1);
    bench.player.endsAt(1);
    bench.play(2_000);
    bench.assertTone(RAMP, 720, toneAt);
    bench.assertSilent(FRAME_SAMPLES - 1, 2_000);
    assert.equal(bench.player.heard.samples, 960);
  });

  test('of no frames is over at its start, without a sound', () => {
    const bench = new PlayerBench({ from: -100 });
    bench.player.endsAt(0);
    assert.equal(bench.player.endAt, MORNING);
    bench.play(-1);
    assert.ok(!bench.player.hasPlayedOut);
    bench.play(500);
    assert.ok(bench.player.hasPlayedOut);
    bench.assertSilent(-100, 500);
    assert.equal(bench.player.heard.firstAtUs, undefined);
  });

  test('keeps the first end that it was told', () => {
    const bench = new PlayerBench({ from: 0 });
    bench.player.endsAt(7);
    bench.player.endsAt(9);
    assert.equal(bench.player.endFrame, 7);
  });
});

describe('a stream that is joined in its middle', () => {
  test('is in its place from the first sample of it that can be heard', () => {
    for (const from of [1, 240, 959, 960, 961, 12_345]) {
      const bench = new PlayerBench({ from }).give(Math.floor(from / 960), 10).play(from + 5_000);
      bench.assertTone(from + RAMP, from + 5_000, toneAt);
      bench.assertNoClick();
      assert.equal(bench.player.heard.firstSample, from);
      assert.equal(bench.player.heard.jumps, 0);
    }
  });

  test('waits in silence for the first frame that is there', () => {
    const bench = new PlayerBench({ from: 500 }).give(3, 10).play(frames(10));
    bench.assertSilent(500, frames(3));
    bench.assertTone(frames(3) + RAMP, frames(10), toneAt);
    bench.assertNoClick();
    assert.equal(bench.player.heard.firstSample, frames(3));
    assert.equal(bench.player.heard.silentFrames, 3);
    assert.equal(bench.player.heard.concealedFrames, 0);
  });

  test('counts as late what is past by then', () => {
    const bench = new PlayerBench({ from: frames(20) });
    // The card holds 100 ms, so that frame 15 is the first that is not yet past.
    assert.deepEqual(
      [13, 14, 15, 16].map((frame) => bench.insert(frame, tonePacket(frame))),
      ['late', 'late', 'stored', 'stored'],
    );
    assert.equal(bench.player.heard.lateFrames, 2);
  });
});
