import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Effect } from '../../../agent/core/effect.ts';
import type { Input } from '../../../agent/core/input.ts';
import type { CardLevel } from '../../../agent/core/playout/step/card-filling.ts';
import { monoUs, type MonoUs } from '../../../agent/core/vocabulary.ts';
import { AgentLoop } from '../../../agent/shell/agent-loop.ts';
import { AudioPump } from '../../../agent/shell/audio/audio-pump.ts';
import { WAITING_MAX, WAITING_NEWS_MAX } from '../../../agent/shell/waiting-effects.ts';
import { LoopAlarm } from '../../../hw/clock/loop-alarm.ts';
import type { AudioSink } from '../../../hw/ports.ts';
import { effect, RecordingDevices, settled } from './recording-devices.ts';

const { store, relay, log, telemetry, played, connect, disconnect, openSink, closeSink } = effect;

const numbers = (count: number) => Array.from({ length: count }, (_, at) => at);

describe('while a disk saves', () => {
  test('logs and telemetry beyond the bound are dropped, the newest first, counted and told once', async (t) => {
    const devices = new RecordingDevices(t);
    devices.ask(store(1));
    for (const number of numbers(WAITING_NEWS_MAX)) {
      devices.ask(log(`l${number}`), telemetry(`t${number}`));
    }
    await devices.finish(0);
    assert.equal(devices.done.length, WAITING_NEWS_MAX - 1);
    assert.deepEqual(devices.done.slice(0, 3), ['log l0', 'publish t0', 'log l1']);
    const dropped = WAITING_NEWS_MAX + 1;
    assert.deepEqual(devices.events('effects.dropped'), [{ effects: dropped }]);

    devices.ask(store(2), ...numbers(WAITING_NEWS_MAX).map(() => log('again')));
    await devices.finish(1);
    assert.equal(devices.events('effects.dropped').length, 1, 'once a minute');
    await devices.passMs(60_000);
    devices.ask(log('later'));
    assert.deepEqual(devices.events('effects.dropped')[1], { effects: 1 });
  });

  test('what must be done finds its place behind any number of logs', async (t) => {
    const devices = new RecordingDevices(t);
    devices.ask(store(1), ...numbers(10_000).map(() => log('flood')));
    devices.ask(relay('line', false), closeSink, connect(2), played('p'), disconnect, openSink);
    await devices.passMs(999);
    assert.equal(devices.done.length, 0, 'and the disk is waited for all the same');
    await devices.passMs(1);
    assert.deepEqual(
      devices.done.filter((word) => !word.startsWith('log')),
      ['close-sink', 'connect 2', 'publish p', 'disconnect', 'open-sink', 'line off'],
    );
  });

  test('where too much waits that may not be dropped, nothing is, and the disk is waited for no longer', async (t) => {
    const devices = new RecordingDevices(t);
    devices.ask(store(1));
    const asked: string[] = [];
    for (const number of numbers(WAITING_MAX - 1)) {
      devices.ask(played(String(number)));
      asked.push(`publish ${number}`);
    }
    assert.deepEqual(devices.done, []);
    devices.ask(openSink);
    assert.deepEqual(devices.done, [...asked, 'open-sink']);
    assert.deepEqual(
      devices.events('store.slow').map(({ waitedMs }) => waitedMs),
      [0],
    );
  });

  test('saves without another effect between them take one place', async (t) => {
    const devices = new RecordingDevices(t);
    for (const number of numbers(10_000)) devices.ask(store(number));
    for (const number of numbers(WAITING_NEWS_MAX - 1)) devices.ask(log(String(number)));
    assert.deepEqual(devices.events('store.slow'), []);
    await devices.finish(9_999);
    assert.equal(devices.done.length, WAITING_NEWS_MAX - 1);
  });

  test('the card is filled and inputs are taken as ever', async (t) => {
    const written: number[] = [];
    const rendered: number[] = [];
    const taken: Input[] = [];
    const receiver = {
      handle: (input: Input) => {
        taken.push(input);
        return [];
      },
      nextWakeUs: () => monoUs(Infinity),
      fillingSamples: (card: CardLevel) => card.bufferSamples - card.heldSamples,
      isUnsettled: true,
      render: (dacUs: number) => void rendered.push(dacUs),
    };
    // Made before the devices, whose clock it asks.
    const sink: AudioSink = {
      open: () => Promise.resolve({ bufferSamples: 7_200 }),
      status: () => {
        const atUs = devices.clock.nowUs();
        return { state: 'running', atUs, delaySamples: 4_032, roomSamples: 3_168, xruns: 0 };
      },
      write: (pcm) => {
        written.push(pcm.length);
        return pcm.length;
      },
      close: () => Promise.resolve(),
    };
    const clock = { nowUs: (): MonoUs => devices.clock.nowUs() };
    const openAlarm = (ring: () => void) => new LoopAlarm(ring);
    const pump = new AudioPump({
      sink,
      receiver,
      clock,
      openAlarm,
      post: (input) => loop.post(input),
    });
    const devices = new RecordingDevices(t, { pump });
    const broke = (error: unknown): void => assert.ifError(error);
    const perform = (one: Effect): void => devices.ask(one);
    const loop = new AgentLoop(receiver, devices.clock, perform, broke, openAlarm);

    devices.ask(openSink, store(1), relay('supply', false), closeSink);
    await settled();
    taken.length = 0;
    written.length = 0;
    await devices.passMs(900);
    assert.deepEqual(
      written,
      numbers(18).map(() => 3_168),
      'every 50 ms, a card whose answers make no clock',
    );
    assert.deepEqual(rendered.slice(-3), [1_004_000, 1_024_000, 1_044_000]);
    assert.deepEqual(new Set(taken.map(({ on }) => on)), new Set(['wake']));
    loop.post({ on: 'shutdown' });
    assert.equal(taken.at(-1)?.on, 'shutdown');
    assert.deepEqual(devices.done, []);
    await devices.passMs(100);
    assert.deepEqual(devices.done, ['supply off']);
    written.length = 0;
    await devices.passMs(90);
    assert.deepEqual(written, [], 'closed when its turn had come');
    loop.stop();
  });
});
