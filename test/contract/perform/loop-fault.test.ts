/** A fault of the core while a device is being tried: it ends the process, and is not taken for a fault of the device. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AgentLoop } from '../../../agent/shell/agent-loop.ts';
import { AudioPump } from '../../../agent/shell/audio/audio-pump.ts';
import { LoopAlarm } from '../../../hw/clock/loop-alarm.ts';
import { nullCard } from '../../../hw/audio/null-card.ts';
import type { Input } from '../../../agent/core/input.ts';
import { NEVER } from '../../../agent/core/vocabulary.ts';
import { LiteralClock } from '../time/literal-clock.ts';

const openAlarm = (ring: () => void) => new LoopAlarm(ring);
const FAULT = new Error('a mistake of our own');

test('a core that breaks over a card that opens is told of as broken, and takes nothing any more', async () => {
  const clock = new LiteralClock();
  const taken: Input['on'][] = [];
  const told: unknown[] = [];
  const receiver = {
    handle: (input: Input) => {
      taken.push(input.on);
      if (input.on === 'sink-opened') throw FAULT;
      return [];
    },
    nextWakeUs: () => NEVER,
    fillingSamples: () => 0,
    isUnsettled: false,
    render: () => undefined,
  };
  const loop = new AgentLoop(
    receiver,
    clock,
    () => undefined,
    (error) => told.push(error),
    openAlarm,
  );
  const sink = nullCard({ clock, bufferSamples: 4_800 });
  const pump = new AudioPump({ sink, receiver, clock, openAlarm, post: loop.post });
  pump.start();
  await pump.settled();
  pump.stop();
  await pump.settled();
  assert.deepEqual(told, [FAULT]);
  loop.post({ on: 'wake' });
  assert.deepEqual(taken, ['sink-opened']);
});
