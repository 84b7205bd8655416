/** When the clock is set, or the card was cut off: out of place, the player fades first and then is where it belongs. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { PlayerBench, frames } from './player-bench.ts';
import { toneAt } from './tone-decoder.ts';

const RAMP = 240;

const playing = (until: number): PlayerBench =>
  new PlayerBench({ from: 0 }).give(0, 200).play(until);

describe('a clock that is set while words are heard', () => {
  // In the middle of a frame, at its edges, and where the fade runs over an edge.
  for (const at of [
    frames(60),
    frames(60) + 1,
    frames(60) + 480,
    frames(61) - 100,
    frames(61) - 1,
  ]) {
    for (const aheadMs of [3, 20, 1_000]) {
      test(`${aheadMs} ms ahead, ${at % 960} samples into a frame: faded in 5 ms, then in its place`, () => {
        const ahead = aheadMs * 48;
        const bench = playing(at)
          .setClock(aheadMs * 1_000)
          .play(at + 9_600);
        bench.assertTone(RAMP, at, toneAt);
        bench.assertTone(at, at + RAMP, (sample) =>
          Math.round((toneAt(sample) * (RAMP - 1 - (sample - at))) / RAMP),
        );
        bench.assertTone(at + 2 * RAMP, at + 9_600, (sample) => toneAt(sample + ahead));
        bench.assertNoClick();
        assert.equal(bench.player.heard.jumps, 1);
        assert.equal(bench.player.heard.concealedFrames, 0);
      });
    }

    for (const backMs of [3, 20, 1_000]) {
      test(`${backMs} ms back, ${at % 960} samples into a frame: silent until what was played is past, then in its place`, () => {
        const back = backMs * 48;
        const bench = playing(at)
          .setClock(-backMs * 1_000)
          .play(at + back + 9_600);
        // No frame is played twice in part: the first that was not yet begun is the first that is heard.
        const resumed = at + back + RAMP + 960;
        bench.assertTone(resumed + RAMP, at + back + 9_600, (sample) => toneAt(sample - back));
        bench.assertNoClick();
        assert.equal(bench.player.heard.jumps, 1);
        assert.equal(bench.player.heard.concealedFrames, 0);
      });
    }
  }

  test('back, before its start: silent until then, and from the first sample that was not played', () => {
    const bench = playing(frames(2) + 7)
      .setClock(-100_000)
      .play(frames(20));
    bench.assertSilent(frames(2) + 7 + RAMP - 1, frames(7));
    bench.assertTone(frames(8) + RAMP, frames(20), (sample) => toneAt(sample - 4_800));
    bench.assertNoClick();
    assert.equal(bench.player.heard.jumps, 1);
  });

  test('ahead, past its end: fades and has played out', () => {
    const bench = playing(frames(60));
    bench.player.endsAt(200);
    bench.setClock(60_000_000).play(frames(62));
    bench.assertSilent(frames(60) + RAMP - 1, frames(62));
    bench.assertNoClick();
    assert.ok(bench.player.hasPlayedOut);
  });

  test('and set right again before the fade is over: it was only a little quieter', () => {
    const bench = playing(frames(60)).setClock(3_000);
    bench
      .play(frames(60) + 100)
      .setClock(-3_000)
      .play(frames(70));
    bench.assertTone(RAMP, frames(60), toneAt);
    bench.assertTone(frames(60) + 200, frames(70), toneAt);
    bench.assertNoClick();
    assert.equal(bench.player.heard.jumps, 0);
  });

  test('in a silence, moves at once and unheard', () => {
    const bench = new PlayerBench({ from: -frames(5) }).give(0, 100).play(-frames(3));
    bench.setClock(-40_000).play(frames(20));
    bench.assertSilent(-frames(5), frames(2));
    bench.assertTone(frames(2) + RAMP, frames(20), (sample) => toneAt(sample - frames(2)));
    assert.equal(bench.player.heard.jumps, 0, 'nothing was heard that could jump');
  });

  test('by just more than 2 ms is out of place, by 2 ms is not', () => {
    const jumpsAfter = (us: number): number =>
      playing(frames(60)).setClock(us).play(frames(70)).player.heard.jumps;
    // 96 samples are 2 ms; half a sample more is rounded to 97.
    assert.equal(jumpsAfter(2_000), 0);
    assert.equal(jumpsAfter(2_020), 1);
    assert.equal(jumpsAfter(-2_000), 0);
    assert.equal(jumpsAfter(-2_020), 1);
  });
});

describe('a card that was cut off', () => {
  test('goes on from silence where the stream is by then', () => {
    const bench = playing(frames(30) + 77);
    const cutAt = bench.at;
    bench.player.interrupt();
    bench.setClock(150_000).play(frames(50));
    assert.ok(Math.abs(bench.heard(cutAt, cutAt + 1)[0]!) <= 8_000 / RAMP);
    bench.assertTone(cutAt + RAMP, frames(50), (sample) => toneAt(sample + 7_200));
    assert.equal(bench.player.heard.jumps, 1);
  });

  test('before anything was heard has not jumped', () => {
    const bench = new PlayerBench({ from: -1_000 }).give(0, 10);
    bench.player.interrupt();
    bench.play(-500);
    bench.player.interrupt();
    bench.play(frames(5));
    assert.equal(bench.player.heard.jumps, 0);
    bench.assertTone(RAMP, frames(5), toneAt);
  });

  test('and cut again before it was asked for sound has jumped once', () => {
    const bench = playing(frames(30));
    bench.player.interrupt();
    bench.player.interrupt();
    assert.equal(bench.play(frames(40)).player.heard.jumps, 1);
  });

  test('after the end of the stream is over as well', () => {
    const bench = playing(frames(30));
    bench.player.endsAt(40);
    bench.player.interrupt();
    bench.setClock(400_000).play(frames(31));
    assert.ok(bench.player.hasPlayedOut);
    bench.assertSilent(frames(30), frames(31));
  });
});
