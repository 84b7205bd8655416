/** A bundle fills the card by itself: the box is woken for the card only where nothing has come until no more is left than must be. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CardLevel } from '../../../agent/core/playout/step/card-filling.ts';
import { monoUs } from '../../../agent/core/vocabulary.ts';
import { LoopAlarm } from '../../../hw/clock/loop-alarm.ts';
import { AudioPump } from '../../../agent/shell/audio/audio-pump.ts';
import type { AudioSink } from '../../../hw/ports.ts';

/** 400 ms, of which 140 ms are kept. */
const BUFFER_SAMPLES = 19_200;
const SAMPLES_A_MS = 48;

void test('a card is asked by what wakes the box, and by a timer only when it is down to 140 ms', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let nowMs = 0;
  let playedMs = 0;
  let writtenMs = 0;
  let isThereMore = true;
  let isUnsettled = false;
  const askedMs: number[] = [];
  const told: string[] = [];
  const sink: AudioSink = {
    open: () => Promise.resolve({ bufferSamples: BUFFER_SAMPLES }),
    status: () => {
      askedMs.push(nowMs);
      playedMs = nowMs;
      const delaySamples = (writtenMs - playedMs) * SAMPLES_A_MS;
      const roomSamples = BUFFER_SAMPLES - delaySamples;
      return { state: 'running', atUs: monoUs(nowMs * 1_000), delaySamples, roomSamples, xruns: 0 };
    },
    write: (pcm) => {
      writtenMs += pcm.length / SAMPLES_A_MS;
      return pcm.length;
    },
    close: () => Promise.resolve(),
  };
  const receiver = {
    fillingSamples: (card: CardLevel) => (isThereMore ? card.bufferSamples - card.heldSamples : 0),
    get isUnsettled() {
      return isUnsettled;
    },
    render: () => undefined,
  };
  const clock = { nowUs: () => monoUs(nowMs * 1_000) };
  const pump = new AudioPump({
    ...{ sink, receiver, clock },
    openAlarm: (ring) => new LoopAlarm(ring),
    post: ({ on }) => told.push(on),
  });
  const passMs = (ms: number): void => {
    for (let passed = 0; passed < ms; passed++) {
      nowMs += 1;
      t.mock.timers.tick(1);
    }
  };
  pump.awake();
  assert.deepEqual(askedMs, [], 'nothing is asked of a card that is closed');
  pump.start();
  await pump.settled();
  passMs(10_000);
  assert.deepEqual(askedMs.slice(0, 3), [0, 50, 100], 'until its clock is known');
  const many = askedMs.length;
  while (askedMs.length === many) passMs(1);
  const [fromMs = 0] = askedMs.splice(0).slice(-1);
  const askedSince = (): number[] => askedMs.map((atMs) => atMs - fromMs);
  passMs(89);
  pump.awake();
  assert.deepEqual(askedSince(), [], 'it has just been filled');
  passMs(111);
  pump.awake();
  passMs(200);
  pump.awake();
  assert.deepEqual(askedSince(), [200, 400], 'by what wakes the box alone');
  passMs(260);
  assert.deepEqual(askedSince(), [200, 400, 660], 'nothing came: by the alarm');
  assert.deepEqual(told, ['sink-opened'], 'the core is told of nothing that changes nothing');
  isUnsettled = true;
  passMs(260);
  assert.deepEqual(told, ['sink-opened', 'wake']);
  isThereMore = false;
  passMs(260);
  assert.deepEqual(askedSince().slice(3), [920, 1_180]);
  pump.stop();
  await pump.settled();
  pump.awake();
  passMs(400);
  assert.equal(askedMs.length, 5);
});
