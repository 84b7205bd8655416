/**
 * The player over libopus itself and the recording that lives in the house: what leaves the horn is what the decoder gives,
 * bit for bit, and where frames are missing nothing is steeper than speech.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Player } from '../../../agent/core/playout/player.ts';
import { BARE } from '../../../agent/core/playout/tone/surround.ts';
import { FRAME_SAMPLES, after, samplesToUs, utcUs } from '../../../agent/core/vocabulary.ts';
import { OggOpusReader } from '../../../broker-sim/source/ogg/ogg-opus-reader.ts';
import { OpusscriptDecoder } from '../../../hw/codec/opusscript-decoder.ts';
import { BULLETIN_PATH } from '../../../broker-sim/bulletin/bulletin.ts';

const START = utcUs(1_790_000_000_000_000);
const RAMP = 240;
const AHEAD_FRAMES = 60;

const reader = new OggOpusReader();
const packets = [...reader.push(readFileSync(BULLETIN_PATH)), ...reader.flush()];
const end = packets.length * FRAME_SAMPLES;
/** One a process: opusscript bears no second. */
const decoder = new OpusscriptDecoder();

const decoded = (): Int16Array => {
  const pcm = new Int16Array(end);
  decoder.reset();
  packets.forEach((packet, frame) => {
    decoder.decode(packet, pcm.subarray(frame * FRAME_SAMPLES, (frame + 1) * FRAME_SAMPLES));
  });
  return pcm;
};

/** The recording as a card asks for it, in blocks of `blockSamples`, without the frames that `isLost`. */
const played = (blockSamples: number, isLost: (frame: number) => boolean) => {
  const player = new Player({ startAt: START, gainDb: 0, surround: BARE, decoder });
  const pcm = new Int16Array(end);
  let sent = 0;
  for (let at = 0; at < end; at += blockSamples) {
    const dacAt = after(START, samplesToUs(at));
    for (; sent < packets.length && sent < at / FRAME_SAMPLES + AHEAD_FRAMES; sent++) {
      if (!isLost(sent)) player.insert(sent, packets[sent]!, dacAt);
      if (sent === packets.length - 1) player.endsAt(packets.length);
    }
    player.render(dacAt, pcm.subarray(at, at + blockSamples));
  }
  return { pcm, heard: player.heard, hasPlayedOut: player.hasPlayedOut };
};

/** The largest step from one sample to the next in frames `from` to `until`, and into the first of them. */
const steepest = (pcm: Int16Array, from: number, until: number): number =>
  pcm
    .subarray(Math.max(0, from * FRAME_SAMPLES - 1), until * FRAME_SAMPLES)
    .reduce(
      (most, sample, at, part) => Math.max(most, Math.abs(sample - (part[at - 1] ?? sample))),
      0,
    );

const reference = decoded();

test('a whole bulletin is the decoder’s output, bit for bit, but for 5 ms at both ends', () => {
  assert.ok(packets.length > 1_000, `${packets.length} frames`);
  for (const blockSamples of [28_800, 960, 441, 1_440]) {
    const { pcm, heard, hasPlayedOut } = played(blockSamples, () => false);
    assert.ok(hasPlayedOut);
    assert.equal(heard.samples, end);
    assert.equal(heard.concealedFrames + heard.silentFrames + heard.lateFrames, 0);
    for (let at = RAMP; at < end - RAMP; at++) {
      if (pcm[at] !== reference[at]) assert.equal(pcm[at], reference[at], `sample ${at}`);
    }
  }
});

test('with frames missing here and there, and a second of them, nothing is steeper than the speech around it', () => {
  // Single frames, pairs, a stretch that fades out and back in; the same on every run.
  const isLost = (frame: number): boolean =>
    frame % 37 === 5 || frame % 101 < 2 || (frame > 400 && frame < 450);
  const { pcm, heard } = played(960, isLost);
  assert.ok(heard.concealedFrames > 50 && heard.silentFrames > 40);
  assert.equal(heard.brokenFrames, 0);
  for (let frame = 0; frame < packets.length; frame++) {
    if (!isLost(frame)) continue;
    const most = steepest(pcm, frame, frame + 2);
    const speech = steepest(reference, frame - 10, frame + 10);
    assert.ok(most <= speech, `frame ${frame}: ${most} against ${speech} of the speech around it`);
  }
});
