/** How much of what comes next a player has in hand: the card may be given so much, and what is missing is waited for. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Player } from '../../../agent/core/playout/player.ts';
import { BARE, surroundOf, type Surround } from '../../../agent/core/playout/tone/surround.ts';
import { after, samplesToUs } from '../../../agent/core/vocabulary.ts';
import { MORNING } from '../control/announcement-builder.ts';
import { ToneDecoder, tonePacket } from './tone-decoder.ts';

/** 400 ms. */
const MOST = 19_200;
/** A frame may be played four samples shorter. */
const SURE = 956;
const TEST_TONES = surroundOf({ class: 'normal', kind: 'test' }, []);
const CHIMED = surroundOf({ class: 'normal', kind: 'programme' }, ['normal']);

const playerWith = (frames: readonly number[], surround: Surround = BARE): Player => {
  const decoder = new ToneDecoder();
  const player = new Player({ startAt: MORNING, gainDb: 0, surround, decoder });
  for (const frame of frames) player.insert(frame, tonePacket(frame), MORNING);
  return player;
};
const framesTo = (count: number): number[] => Array.from({ length: count }, (_, frame) => frame);
const instantOf = (sample: number) => after(MORNING, samplesToUs(sample));

describe('in hand is', () => {
  for (const [what, player, place, inHand] of [
    ['all of the silence long before the start', playerWith([]), -48_000, MOST],
    ['the silence up to the start', playerWith([]), -4_800, 4_800],
    ['the silence, and what has come after it', playerWith(framesTo(5)), -4_800, 4_800 + 5 * SURE],
    ['what has come', playerWith(framesTo(10)), 0, 10 * SURE],
    ['no more than is asked for', playerWith(framesTo(100)), 0, MOST],
    ['what has come up to the first that is missing', playerWith([0, 1, 2, 4, 5]), 0, 3 * SURE],
    ['nothing where the next one is missing', playerWith([1, 2, 3]), 0, 0],
    ['the rest of a frame that is entered in its midst', playerWith([0, 1]), 500, 456 + SURE],
    ['a chime that can still be whole', playerWith([], CHIMED), -84_000, MOST],
    ['silence where a chime cannot be whole any more', playerWith([], CHIMED), -4_800, 4_800],
    ['the tones that mark a test, however late', playerWith([], TEST_TONES), 1_000, MOST],
  ] as const) {
    test(what, () => assert.equal(player.readySamples(instantOf(place), MOST), inHand));
  }

  test('all that follows the end, once that is known', () => {
    const player = playerWith(framesTo(5));
    assert.equal(player.readySamples(instantOf(0), MOST), 5 * SURE);
    player.endsAt(5);
    assert.equal(player.readySamples(instantOf(0), MOST), MOST);
    assert.equal(player.leftSamples(instantOf(960)), 3_840);
  });

  test('of one that fades out its ramp alone: what comes then is somebody else’s', () => {
    const player = playerWith(framesTo(20));
    player.render(instantOf(0), new Int16Array(960));
    player.fadeOut();
    assert.equal(player.readySamples(instantOf(960), MOST), 240);
  });

  test('what is left of a frame that has been begun', () => {
    const player = playerWith(framesTo(2));
    player.render(instantOf(0), new Int16Array(500));
    assert.equal(player.readySamples(instantOf(500), MOST), 460 + SURE);
  });
});

test('what is in hand can be rendered with nothing made up, on a card that is as far off as may be corrected', () => {
  const player = playerWith(framesTo(20));
  let place = 0;
  // Half a per cent too slow: every frame is played four samples shorter.
  for (;;) {
    const ready = player.readySamples(instantOf(place), 2_000);
    if (ready === 0) break;
    player.render(instantOf(place), new Int16Array(ready));
    place += ready * 1.005;
  }
  assert.ok(player.heard.stretchedSamples > 40, `stretched by ${player.heard.stretchedSamples}`);
  assert.deepEqual([player.heard.concealedFrames, player.heard.silentFrames], [0, 0]);
});
