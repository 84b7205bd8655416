import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { effect, RecordingDevices, settled } from './recording-devices.ts';

const { store, relay, log, telemetry, played, connect, disconnect, openSink, closeSink, exit } =
  effect;

/** One of each kind, and the words of what it comes to. */
const EACH = [
  relay('supply', true),
  openSink,
  log('a'),
  telemetry('b'),
  played('c'),
  closeSink,
  connect(3),
  disconnect,
];
const EACH_DONE = [
  ...['open-sink', 'log a', 'publish b', 'publish c', 'close-sink', 'connect 3', 'disconnect'],
  'supply on',
];

describe('effects', () => {
  test('are performed at once where nothing is being saved', async (t) => {
    const devices = new RecordingDevices(t);
    devices.ask(...EACH);
    assert.deepEqual(devices.done, EACH_DONE.slice(0, -1));
    await settled();
    // A relay is told when the relay before it has been switched.
    assert.deepEqual(devices.done, EACH_DONE);
  });

  test('before a save do not wait for it, and those after it do', async (t) => {
    const devices = new RecordingDevices(t);
    devices.ask(relay('line', false), log('a'), store(1), log('b'), relay('supply', true));
    await devices.passMs(400);
    assert.deepEqual(devices.done, ['log a', 'line off']);
    await devices.finish(0);
    assert.deepEqual(devices.done, ['log a', 'line off', 'log b', 'supply on']);
    assert.deepEqual(devices.events('store.slow'), []);
  });

  test('each wait for the saves before them, and for no later one', async (t) => {
    const devices = new RecordingDevices(t);
    devices.ask(store(1), log('after 1'), store(2), log('after 2'));
    assert.deepEqual(
      devices.saves.map(({ state }) => state.session),
      [1, 2],
    );
    await devices.finish(0);
    assert.deepEqual(devices.done, ['log after 1']);
    await devices.finish(1);
    assert.deepEqual(devices.done, ['log after 1', 'log after 2']);
  });

  test('of later steps stand behind those that wait', async (t) => {
    const devices = new RecordingDevices(t);
    devices.ask(store(1), relay('supply', true));
    await devices.passMs(300);
    devices.ask(relay('line', true));
    devices.ask(relay('line', false), relay('supply', false));
    await devices.finish(0);
    assert.deepEqual(devices.done, ['supply on', 'line on', 'line off', 'supply off']);
  });

  test('that a device brings about while it is told come after those that wait', async (t) => {
    const devices = new RecordingDevices(t);
    devices.onDone = (word) => {
      if (word !== 'open-sink') return;
      devices.ask(log('from within'), store(2), log('last'));
      assert.deepEqual(devices.done, ['open-sink'], 'not in the midst of it');
    };
    devices.ask(store(1), openSink, log('b'));
    await devices.finish(0);
    assert.deepEqual(devices.done, ['open-sink', 'log b', 'log from within']);
    await devices.finish(1);
    assert.deepEqual(devices.done.at(-1), 'log last');
  });
});

describe('a disk that hangs', () => {
  test('is waited for one second, then all goes on in order, and it is said', async (t) => {
    const devices = new RecordingDevices(t);
    devices.ask(store(1), ...EACH);
    await devices.passMs(999);
    assert.deepEqual(devices.done, []);
    await devices.passMs(1);
    assert.deepEqual(devices.done, EACH_DONE);
    const reason =
      'went on before the disk had saved: it is slow or hangs; replace it if this goes on';
    assert.deepEqual(devices.events('store.slow'), [{ reason, waitedMs: 1_000, times: 1 }]);
  });

  test('holds nothing longer than a second from when it was asked, however many saves wait', async (t) => {
    const devices = new RecordingDevices(t);
    devices.ask(store(1), log('asked at 0'));
    await devices.passMs(600);
    devices.ask(store(2), log('asked at 600'));
    await devices.passMs(399);
    devices.ask(log('asked at 999'));
    await devices.passMs(1);
    assert.deepEqual(devices.done, ['log asked at 0']);
    await devices.passMs(599);
    assert.deepEqual(devices.done, ['log asked at 0']);
    await devices.passMs(1);
    assert.deepEqual(devices.done, ['log asked at 0', 'log asked at 600', 'log asked at 999']);
  });

  test('is spoken of at most once a minute, with how often', async (t) => {
    const devices = new RecordingDevices(t);
    for (let session = 1; session <= 13; session++) {
      devices.ask(store(session), log('x'));
      await devices.passMs(5_000);
    }
    assert.deepEqual(
      devices.events('store.slow').map(({ times }) => times),
      [1, 12],
    );
  });

  test('does not keep a box from its exit', async (t) => {
    const devices = new RecordingDevices(t);
    devices.ask(store(1), relay('line', false), relay('supply', false), played('sleeping'));
    devices.ask(disconnect, exit);
    await devices.passMs(999);
    assert.deepEqual(devices.done, []);
    await devices.passMs(1);
    const switched = ['line off', 'supply off'];
    assert.deepEqual(devices.done, ['publish sleeping', 'disconnect', ...switched, 'exit']);
  });

  test('that comes back late is still waited for by what follows', async (t) => {
    const devices = new RecordingDevices(t);
    devices.ask(store(1), log('a'));
    await devices.passMs(2_000);
    await devices.finish(0);
    devices.ask(store(2), log('b'));
    await devices.passMs(200);
    assert.deepEqual(devices.done, ['log a']);
    await devices.finish(1);
    assert.deepEqual(devices.done, ['log a', 'log b']);
  });
});

describe('a save that fails', () => {
  test('is told to the core with cause and remedy, and what waited goes on', async (t) => {
    const devices = new RecordingDevices(t);
    devices.ask(store(1), relay('supply', true));
    await devices.fail(0);
    assert.deepEqual(devices.inputs, [{ on: 'store-failed', reason: 'cannot save 1: replace it' }]);
    assert.deepEqual(devices.done, ['supply on']);
  });

  test('after its second is told all the same', async (t) => {
    const devices = new RecordingDevices(t);
    devices.ask(store(1), log('a'));
    await devices.passMs(1_500);
    await devices.fail(0);
    assert.equal(devices.inputs.length, 1);
    assert.deepEqual(devices.done, ['log a']);
  });

  test('is told once where several states waited for it together', async (t) => {
    let fail: (error: Error) => void = () => undefined;
    const saved = new Promise<void>((_, reject) => {
      fail = reject;
    });
    const devices = new RecordingDevices(t, { store: { save: () => saved } });
    devices.ask(store(1), log('a'), store(2), log('b'), store(3), log('c'));
    fail(new Error('full'));
    await settled();
    assert.deepEqual(devices.inputs, [{ on: 'store-failed', reason: 'full' }]);
    assert.deepEqual(devices.done, ['log a', 'log b', 'log c']);
  });
});
