/** A box that is woken by a bundle fills its card by the way, and is not woken once more for that. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { monoUs } from '../../agent/core/vocabulary.ts';
import { AudioPump } from '../../agent/shell/audio-pump.ts';
import type { AudioSink } from '../../hw/ports.ts';

/** 250 ms: asked every 110 ms. */
const BUFFER_SAMPLES = 12_000;

void test('a card is asked on the way where half of the wait is over, and 110 ms after that', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let nowMs = 0;
  const askedMs: number[] = [];
  const sink: AudioSink = {
    open: () => Promise.resolve({ bufferSamples: BUFFER_SAMPLES }),
    status: () => {
      askedMs.push(nowMs);
      const atUs = monoUs(nowMs * 1_000);
      return { state: 'running', atUs, delaySamples: BUFFER_SAMPLES, roomSamples: 0, xruns: 0 };
    },
    write: (pcm) => pcm.length,
    close: () => Promise.resolve(),
  };
  const pump = new AudioPump({
    sink,
    receiver: { render: () => undefined },
    clock: { nowUs: () => monoUs(nowMs * 1_000) },
    post: () => undefined,
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
  passMs(54);
  pump.awake();
  assert.deepEqual(askedMs, [0], 'it has just been filled');
  passMs(1);
  pump.awake();
  assert.deepEqual(askedMs, [0, 55]);
  passMs(110);
  assert.deepEqual(askedMs, [0, 55, 165], 'the timer counts from there');
  pump.stop();
  await pump.settled();
  pump.awake();
  passMs(200);
  assert.equal(askedMs.length, 3);
});
