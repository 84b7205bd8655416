/** A card that is a little late as a stream begins: its first frame is made longer, and is still played from its first sample on. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Player } from '../../../agent/core/playout/player.ts';
import { BARE } from '../../../agent/core/playout/tone/surround.ts';
import { FRAME_SAMPLES, after, samplesToUs } from '../../../agent/core/vocabulary.ts';
import { MORNING } from '../control/announcement-builder.ts';
import { ToneDecoder, toneAt, tonePacket } from './tone-decoder.ts';

/** Four samples: by as much a frame may be made longer. */
const LATE = 4;
const RAMP = 240;

test('a block that ends within a first frame that was made longer is followed by the rest of it', () => {
  const decoder = new ToneDecoder();
  const player = new Player({ startAt: MORNING, gainDb: 0, surround: BARE, decoder });
  for (let frame = 0; frame < 4; frame++) player.insert(frame, tonePacket(frame), MORNING);
  const play = (dueSample: number, samples: number): Int16Array => {
    const pcm = new Int16Array(samples);
    player.render(after(MORNING, samplesToUs(dueSample)), pcm);
    return pcm;
  };
  play(-1_000, 500);
  // The card says that what is written now is heard four samples earlier than was foreseen, and takes two samples of the stream.
  const first = play(-500 - LATE, 502);
  const rest = play(-LATE + 2, FRAME_SAMPLES);
  assert.equal(player.heard.stretchedSamples, LATE);
  const heard = [...first.slice(500), ...rest];
  for (let at = 130; at < 170; at++) {
    const ramp = Math.min(1, (at + 1) / RAMP);
    const place = (at * FRAME_SAMPLES) / (FRAME_SAMPLES + LATE);
    const due = toneAt(place) * ramp;
    assert.ok(
      Math.abs((heard[at] ?? 0) - due) < 4,
      `sample ${at}: ${heard[at]} for ${due.toFixed(1)}`,
    );
  }
});
