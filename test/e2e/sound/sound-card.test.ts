/** A real agent on a sound card by ALSA: a card in user space, which keeps what left its horn. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pass } from 'node:timers/promises';
import { nativeAlsa, nativeOpus } from '../../../hw/native/load.ts';
import { buildCard } from '../../rig/sound-card/build-card.ts';
import { layOutCards, type RigCard } from '../../rig/sound-card/rig-cards.ts';
import type { BoxUnderTest } from '../box-under-test.ts';
import { decodedBulletin } from './reference.ts';
import { buildSmallVillage, type SmallVillage } from '../small-village.ts';

const built = buildCard();
const skip = nativeAlsa.absent ?? nativeOpus.absent ?? built.absent ?? false;
const FRAMES = 200;

const boxWithCard = (village: SmallVillage): { box: BoxUnderTest; card: RigCard } => {
  const { configFile, cards } = layOutCards(village.folder, built.library ?? '', { card: {} });
  const box = village.startBox({
    audio: { sink: 'alsa', device: 'card', decoder: 'libopus' },
    runner: ['env', `ALSA_CONFIG_PATH=${configFile}`],
  });
  return { box, card: cards.card };
};

const PASSAGE = 1_000;
/** By how far a passage may lie elsewhere than the first: corrections are of single samples. */
const WANDERED_SAMPLES_MAX = 3;

/** Where in `sound` this passage of `reference` is, give or take the last bit, in a range of places. */
const find = (
  reference: Int16Array,
  sound: Int16Array,
  from: number,
  [low, high]: readonly [number, number],
): number | undefined => {
  const passage = reference.subarray(from, from + PASSAGE);
  for (let at = Math.max(0, low); at <= Math.min(high, sound.length - PASSAGE); at += 1) {
    if (passage.every((sample, index) => Math.abs(sample - sound[at + index]!) <= 1)) return at;
  }
  return undefined;
};

void test(
  'a bulletin leaves a sound card in its place, complete, by the decoder that was chosen',
  { skip },
  async (t) => {
    const village = await buildSmallVillage(t);
    const { box, card } = boxWithCard(village);
    const started = await box.event('started');
    assert.equal(started['sink'], 'alsa');
    assert.match(String(started['decoder']), /^libopus \d/);
    await box.event('link.up');
    const broadcast = await village.speak(FRAMES);
    await broadcast.done;
    const ended = await box.event('announcement.ended');
    assert.deepEqual(
      [ended['why'], ended['lateFrames'], ended['concealedFrames']],
      ['complete', 0, 0],
    );
    assert.equal(await box.stop(), 0);
    const [reference, sound] = [await decodedBulletin(FRAMES), card.sound()];
    const loud = 24_000;
    const first = find(reference, sound, loud, [0, sound.length]);
    assert.ok(first !== undefined, 'the bulletin was not heard');
    const passages = Array.from({ length: 16 }, (_, at) => loud + at * 9_600);
    const there = passages.filter((from) => {
      const place = first - loud + from;
      const range = [place - WANDERED_SAMPLES_MAX, place + WANDERED_SAMPLES_MAX] as const;
      return find(reference, sound, from, range) !== undefined;
    });
    // A correction may fall into a passage.
    assert.ok(
      there.length >= passages.length - 4,
      `${there.length} passages of ${passages.length}`,
    );
  },
);

void test(
  'a sound card that is pulled out is told of, and heard again when it is plugged in',
  { skip },
  async (t) => {
    const village = await buildSmallVillage(t);
    const { box, card } = boxWithCard(village);
    await box.event('link.up');
    const broadcast = await village.speak(FRAMES);
    await box.switched({ relay: 'line', on: true });
    await pass(1_000);
    card.unplug();
    const failed = await box.event('sink.failed');
    assert.match(String(failed['reason']), /unplugged; plug it in again/);
    const before = card.sound().length;
    card.plugIn();
    await broadcast.done;
    const ended = await box.event('announcement.ended');
    assert.equal(ended['why'], 'complete');
    assert.equal(await box.stop(), 0);
    const [reference, sound] = [await decodedBulletin(FRAMES), card.sound()];
    const late = 165_000;
    const place = find(reference, sound, late, [before, sound.length]);
    assert.ok(place !== undefined, 'the end of the bulletin was not heard');
  },
);
