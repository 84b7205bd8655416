/** When frames do not come: concealed, faded, silent, and back in place, with the end learned at any moment. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { PlayerBench, frames } from './player-bench.ts';
import { REST_PACKET, brokenPacket, toneAt } from './tone-decoder.ts';

const RAMP = 240;
const FADE = 1_920;
const GAP_AT = 10;

/** Frames 0 to 9 and `gap + 10` to 79; nothing, or what `packetOf` says, in between. */
const withGap = (gap: number, packetOf?: (frame: number) => Uint8Array): PlayerBench => {
  const bench = new PlayerBench({ from: 0 }).give(0, GAP_AT);
  if (packetOf) bench.give(GAP_AT, gap, packetOf);
  return bench.give(GAP_AT + gap, 80 - GAP_AT - gap).play(frames(80));
};

describe('a gap', () => {
  for (const gap of [1, 3]) {
    test(`of ${gap} is made up at full level, and nobody hears it`, () => {
      const bench = withGap(gap);
      // This decoder's concealment is the tone itself, so the level can be seen.
      bench.assertTone(RAMP, frames(80), toneAt);
      bench.assertNoClick();
      assert.equal(bench.player.heard.concealedFrames, gap);
      assert.equal(bench.player.heard.silentFrames, 0);
      assert.equal(bench.player.heard.samples, frames(80 - gap));
      const calls = bench.decoder.calls.slice(GAP_AT + 1, GAP_AT + gap + 2);
      assert.deepEqual(calls, [...Array<string>(gap).fill('conceal'), GAP_AT + gap]);
    });
  }

  test('of 4 begins to fade, and turns back half-way', () => {
    const bench = withGap(4);
    const fading = frames(GAP_AT + 3);
    bench.assertTone(RAMP, fading, toneAt);
    bench.assertTone(fading, frames(GAP_AT + 4), (at) =>
      Math.round((toneAt(at) * (FADE - (at - fading) - 1)) / FADE),
    );
    bench.assertTone(frames(GAP_AT + 4) + RAMP / 2, frames(80), toneAt);
    bench.assertNoClick();
    assert.equal(bench.player.heard.concealedFrames, 4);
  });

  for (const gap of [5, 6, 50]) {
    test(`of ${gap} is made up for 60 ms, faded in 40 ms, silent, and then back in place`, () => {
      const bench = withGap(gap);
      const fading = frames(GAP_AT + 3);
      bench.assertTone(RAMP, fading, toneAt);
      bench.assertTone(fading, fading + FADE, (at) =>
        Math.round((toneAt(at) * (FADE - (at - fading) - 1)) / FADE),
      );
      bench.assertSilent(fading + FADE - 1, frames(GAP_AT + gap));
      bench.assertTone(frames(GAP_AT + gap) + RAMP, frames(80), toneAt);
      bench.assertNoClick();
      assert.equal(bench.player.heard.concealedFrames, 5);
      assert.equal(bench.player.heard.silentFrames, gap - 5);
      assert.equal(bench.player.heard.jumps, 0);
    });
  }

  test('is known by how long it lasts, and forgotten by the first frame', () => {
    const bench = new PlayerBench({ from: 0 }).give(0, GAP_AT).play(frames(GAP_AT));
    assert.equal(bench.player.starvedUs, 0);
    bench.play(frames(GAP_AT) + 1);
    assert.equal(bench.player.starvedUs, 20_000);
    bench.play(frames(GAP_AT + 250));
    assert.equal(bench.player.starvedUs, 5_000_000);
    bench.give(GAP_AT + 250, 1).play(frames(GAP_AT + 251));
    assert.equal(bench.player.starvedUs, 0);
  });

  test('that fills up late is played from where it is by then', () => {
    const bench = new PlayerBench({ from: 0 }).give(0, GAP_AT).play(frames(GAP_AT + 20));
    const late = Array.from({ length: 40 }, (_, index) =>
      bench.insert(GAP_AT + index, REST_PACKET),
    );
    assert.ok(late.slice(0, 20).every((inserted) => inserted === 'late'));
    assert.ok(late.slice(20).every((inserted) => inserted === 'stored'));
    assert.equal(bench.player.heard.lateFrames, 20);
  });
});

describe('packets that a decoder calls broken', () => {
  test('are made up one at a time, and counted as both', () => {
    const bench = withGap(1, brokenPacket);
    bench.assertTone(RAMP, frames(80), toneAt);
    assert.equal(bench.player.heard.brokenFrames, 1);
    assert.equal(bench.player.heard.concealedFrames, 1);
    assert.equal(bench.player.heard.samples, frames(79));
  });

  test('in a row fade and fall silent like a gap', () => {
    const bench = withGap(50, brokenPacket);
    bench.assertSilent(frames(GAP_AT + 5) - 1, frames(GAP_AT + 50));
    bench.assertTone(frames(GAP_AT + 50) + RAMP, frames(80), toneAt);
    bench.assertNoClick();
    assert.equal(bench.player.heard.brokenFrames, 50);
    assert.equal(bench.player.heard.concealedFrames, 5);
    assert.equal(bench.player.heard.silentFrames, 45);
  });

  test('at the start are silence', () => {
    const bench = new PlayerBench({ from: 0 }).give(0, 3, brokenPacket).give(3, 7).play(frames(10));
    bench.assertSilent(0, frames(3));
    bench.assertTone(frames(3) + RAMP, frames(10), toneAt);
    assert.equal(bench.player.heard.firstSample, frames(3));
    assert.equal(bench.player.heard.concealedFrames, 0);
  });
});

describe('silence by the stream’s own wish (DTX)', () => {
  const rest = (): Uint8Array => REST_PACKET;

  test('falls and rises by ramps, and counts as heard', () => {
    const bench = withGap(20, rest);
    bench.assertTone(RAMP, frames(GAP_AT), toneAt);
    bench.assertSilent(frames(GAP_AT) + RAMP - 1, frames(GAP_AT + 20));
    bench.assertTone(frames(GAP_AT + 20) + RAMP, frames(80), toneAt);
    bench.assertNoClick();
    const { samples, concealedFrames, silentFrames } = bench.player.heard;
    assert.deepEqual([samples, concealedFrames, silentFrames], [frames(80), 0, 0]);
  });

  test('for ever does not starve', () => {
    const bench = new PlayerBench({ from: 0 }).give(0, 500, rest).play(frames(400));
    bench.assertSilent(0, frames(400));
    assert.equal(bench.player.starvedUs, 0);
    assert.equal(bench.player.heard.samples, frames(400));
  });

  test('as the last of a stream ends it as well', () => {
    const bench = new PlayerBench({ from: 0 }).give(0, 5).give(5, 1, rest);
    bench.player.endsAt(6);
    bench.play(frames(6));
    assert.ok(bench.player.hasPlayedOut);
    assert.equal(bench.player.heard.samples, frames(6));
  });
});

describe('the end of a stream, learned late', () => {
  const LENGTH = 20;
  /** Frames 0 to 19 have come; the end is told when the card stands at `toldAt`. */
  const told = (toldAt: number): PlayerBench => {
    const bench = new PlayerBench({ from: 0 }).give(0, LENGTH).play(toldAt);
    bench.player.endsAt(LENGTH);
    return bench.play(toldAt + frames(10));
  };
  const end = frames(LENGTH);

  for (const [when, toldAt] of [
    ['just before the ramp', end - RAMP - 1],
    ['at the ramp', end - RAMP],
  ] as const) {
    test(`${when} is in time`, () => {
      const bench = told(toldAt);
      bench.assertTone(RAMP, end - RAMP, toneAt);
      bench.assertSilent(end - 1, toldAt + frames(10));
      bench.assertNoClick();
      assert.equal(bench.player.heard.samples, end);
      assert.equal(bench.player.heard.concealedFrames, 0);
    });
  }

  for (const [when, toldAt] of [
    ['within the ramp', end - 100],
    ['at the end', end],
    ['in concealment', end + 1_500],
    ['in the fade', end + 3_333],
  ] as const) {
    test(`${when}, fades from where it is within 5 ms`, () => {
      const bench = told(toldAt);
      assert.ok(bench.heard(toldAt - 1, toldAt + 1).some((sample) => sample !== 0));
      bench.assertSilent(toldAt + RAMP - 1, toldAt + frames(10));
      bench.assertNoClick();
      assert.ok(bench.player.hasPlayedOut);
      const lateUs = bench.player.quietAt! - bench.player.endAt! - ((toldAt - end) / 48) * 1_000;
      assert.ok(lateUs >= 4_999 && lateUs <= 25_000, `quiet ${lateUs} µs after it was told`);
    });
  }

  test('when it is long silent, is just the end', () => {
    const bench = told(end + frames(8));
    bench.assertSilent(frames(LENGTH + 5) - 1, end + frames(18));
    assert.ok(bench.player.hasPlayedOut);
    assert.equal(bench.player.heard.concealedFrames, 5);
  });
});
