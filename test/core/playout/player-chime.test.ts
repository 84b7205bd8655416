/** The box's own chime before the words, and the way out and back in of whoever loses the speaker. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CHIME_GAP_SAMPLES, CHIME_SAMPLES, chime } from '../../../agent/core/playout/tone/chime.ts';
import { PlayerBench, frames } from './player-bench.ts';
import { toneAt } from './tone-decoder.ts';

const RAMP = 240;
const LEAD = CHIME_SAMPLES + CHIME_GAP_SAMPLES;
/** Three bells at once are steeper than the tone: `chime.test.ts` has the bound. */
const CHIME_STEP_MAX = 3_000;
const CHIME = chime();

const chiming = (from: number, until: number): PlayerBench =>
  new PlayerBench({ from, chime: true }).give(0, 100).play(until);

describe('a chime', () => {
  test('is heard whole, then a gap, then the stream on its very sample', () => {
    const bench = chiming(-LEAD - 500, frames(10));
    bench.assertSilent(-LEAD - 500, -LEAD);
    assert.deepEqual(
      bench.heard(-LEAD + RAMP, -LEAD + CHIME_SAMPLES - RAMP),
      CHIME.slice(RAMP, -RAMP),
    );
    bench.assertSilent(-CHIME_GAP_SAMPLES, 0);
    bench.assertTone(RAMP, frames(10), toneAt);
    bench.assertNoClick(CHIME_STEP_MAX);
  });

  test('is no part of what was heard of the stream', () => {
    const { heard, quietAt } = chiming(-LEAD, -CHIME_GAP_SAMPLES).player;
    assert.equal(heard.firstAtUs, undefined);
    assert.equal(heard.samples, 0);
    assert.ok(quietAt !== undefined, 'but it was a sound');
  });

  test('that can still be whole is played, one that lacks a sample is not', () => {
    const isHeard = (from: number): boolean =>
      chiming(from, -CHIME_GAP_SAMPLES)
        .heard(from, -CHIME_GAP_SAMPLES)
        .some((at) => at !== 0);
    assert.ok(isHeard(-LEAD));
    assert.ok(!isHeard(-LEAD + 1));
  });

  test('that is left out leaves silence, and the words in their place', () => {
    const bench = chiming(-LEAD + 1, frames(3));
    bench.assertSilent(-LEAD + 1, 0);
    bench.assertTone(RAMP, frames(3), toneAt);
  });

  test('is heard before a stream of which nothing comes, and before one without a frame', () => {
    for (const endFrame of [undefined, 0]) {
      const bench = new PlayerBench({ from: -LEAD, chime: true });
      if (endFrame !== undefined) bench.player.endsAt(endFrame);
      bench.play(100);
      assert.deepEqual(
        bench.heard(-LEAD + RAMP, -CHIME_GAP_SAMPLES - RAMP),
        CHIME.slice(RAMP, -RAMP),
      );
      assert.equal(bench.player.hasPlayedOut, endFrame === 0);
    }
  });

  test('out of its place fades and goes on in its place', () => {
    const at = -LEAD + 20_000;
    const bench = chiming(-LEAD, at).setClock(100_000).play(0);
    bench.assertTone(at + 2 * RAMP, at + 20_000, (s) => CHIME[s + LEAD + 4_800]!);
    bench.assertNoClick(CHIME_STEP_MAX);
    assert.equal(bench.player.heard.jumps, 0, 'of the stream nothing was heard yet');
  });
});

describe('a player that loses the speaker', () => {
  const fadedAt = (bench: PlayerBench, play: number): PlayerBench => {
    bench.player.fadeOut();
    return bench.play(bench.at + play);
  };

  test('in mid-word is quiet after 5 ms, and stays so', () => {
    const bench = new PlayerBench({ from: 0 }).give(0, 100).play(frames(20) + 333);
    const at = bench.at;
    fadedAt(bench, RAMP - 1);
    assert.ok(!bench.player.isQuiet);
    bench.play(at + RAMP);
    assert.ok(bench.player.isQuiet);
    bench.play(at + frames(30));
    bench.assertTone(at, at + RAMP, (sample) =>
      Math.round((toneAt(sample) * (RAMP - 1 - (sample - at))) / RAMP),
    );
    bench.assertSilent(at + RAMP - 1, at + frames(30));
    bench.assertNoClick();
    assert.equal(bench.player.heard.samples, at + RAMP);
    assert.ok(!bench.player.hasPlayedOut, 'it has not come to its end');
  });

  test('in the chime is quiet after 5 ms, and its chime is over', () => {
    const bench = chiming(-LEAD, -LEAD + 20_000);
    fadedAt(bench, RAMP);
    assert.ok(bench.player.isQuiet);
    bench.player.fadeIn();
    bench.play(frames(5));
    bench.assertSilent(-LEAD + 20_000 + RAMP - 1, 0);
    bench.assertTone(RAMP, frames(5), toneAt);
    bench.assertNoClick(CHIME_STEP_MAX);
  });

  test('before it began is quiet at once, and can still have its chime', () => {
    const bench = chiming(-LEAD - 1_000, -LEAD - 500);
    bench.player.fadeOut();
    assert.ok(bench.player.isQuiet);
    bench.player.fadeIn();
    bench.play(-CHIME_GAP_SAMPLES);
    assert.deepEqual(
      bench.heard(-LEAD + RAMP, -CHIME_GAP_SAMPLES - RAMP),
      CHIME.slice(RAMP, -RAMP),
    );
  });

  test('in concealment, and in silence, is quiet by then', () => {
    for (const [starved, most] of [
      [2, RAMP],
      [4, RAMP],
      [9, 0],
    ] as const) {
      const bench = new PlayerBench({ from: 0 }).give(0, 10).play(frames(10 + starved));
      fadedAt(bench, most);
      assert.ok(bench.player.isQuiet, `${starved} frames missing`);
      bench.assertNoClick();
    }
  });

  test('and has it back is in its place, without a jump', () => {
    for (const away of [RAMP, 441, frames(1), frames(3) + 17, frames(40)]) {
      const bench = new PlayerBench({ from: 0 }).give(0, 100).play(frames(20) + 333);
      const back = fadedAt(bench, away).at;
      bench.player.fadeIn();
      bench.play(back + frames(20));
      // A frame of which the beginning was rendered unheard is gone.
      bench.assertTone(back + 960 + RAMP, back + frames(20), toneAt);
      bench.assertNoClick();
      assert.equal(bench.player.heard.jumps, 0);
      assert.ok(!bench.player.isQuiet);
      // Somebody else may have had the decoder: it does not go on from what it heard last.
      assert.equal(bench.decoder.calls.filter((call) => call === 'reset').length, 2, `${away}`);
    }
  });

  test('and has it back before it was quiet goes on without a break', () => {
    const bench = new PlayerBench({ from: 0 }).give(0, 100).play(frames(20) + 333);
    const back = fadedAt(bench, 100).at;
    bench.player.fadeIn();
    bench.play(back + frames(20));
    bench.assertTone(back + 100, back + frames(20), toneAt);
    bench.assertNoClick();
    assert.equal(bench.decoder.calls.filter((call) => call === 'reset').length, 1);
  });

  test('and is not rendered meanwhile keeps up by what arrives', () => {
    const bench = new PlayerBench({ from: 0 }).give(0, 20).play(frames(10));
    fadedAt(bench, RAMP);
    // Ten seconds of somebody else's sound on the same card.
    bench.setClock(10_000_000);
    bench.give(505, 60);
    assert.equal(bench.player.bufferFrames, 60, 'what lay behind is gone');
    const back = bench.at;
    bench.player.fadeIn();
    bench.play(back + frames(30));
    bench.assertTone(back + 960 + RAMP, back + frames(30), (sample) => toneAt(sample + 480_000));
    assert.equal(bench.player.heard.jumps, 0);
  });

  test('plays out unheard where its end passes meanwhile', () => {
    const bench = new PlayerBench({ from: 0 }).give(0, 20);
    bench.player.endsAt(20);
    fadedAt(bench.play(frames(10)), frames(12));
    assert.ok(bench.player.hasPlayedOut);
  });
});
