/** What the shell tries for a self-test: the answers of devices, of devices that fail, and of devices that hang. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { tryHardware, type HardwareTrials } from '../../../agent/shell/self-test.ts';
import { RecordingDevices, settled } from './recording-devices.ts';

const OFF = { supply: false, line: false };
const DISK = { freeMiB: 7, trouble: null };
const never = (): Promise<never> => new Promise(() => undefined);
const fails = (): Promise<never> => Promise.reject(new Error('gone'));
const well: HardwareTrials = {
  tryCard: async () => ({ went: 'well' }),
  tryDisk: async () => DISK,
  readRelays: async () => OFF,
};

describe('a trial of the hardware', () => {
  const situations: readonly (readonly [string, Partial<HardwareTrials>, object])[] = [
    ['is answered', {}, {}],
    [
      'has no card that can be tried',
      { tryCard: async () => ({ went: 'skipped' }) },
      { card: 'untested' },
    ],
    [
      'finds a card that stands still',
      { tryCard: async () => ({ went: 'wrong', why: 'stalled', reason: 'x' }) },
      { card: 'stalled' },
    ],
    [
      'fails',
      { tryCard: fails, tryDisk: fails, readRelays: fails },
      { card: 'absent', disk: 'unread', relays: 'unread' },
    ],
    ['cannot ask the disk', { tryDisk: async () => null }, { disk: 'unread' }],
    [
      'hangs',
      { tryCard: never, tryDisk: never, readRelays: never },
      { card: 'no-answer', disk: 'no-answer', relays: 'no-answer' },
    ],
  ];
  for (const [situation, others, found] of situations) {
    test(`that ${situation}`, async () => {
      assert.deepEqual(await tryHardware({ ...well, ...others }, 20), {
        card: 'well',
        disk: DISK,
        relays: OFF,
        ...found,
      });
    });
  }

  test('reads the relays after what was switched before it, and answers by the id', async (t) => {
    const devices = new RecordingDevices(t);
    devices.ask({ do: 'relay', relay: 'line', on: false }, { do: 'self-test', id: 'one' });
    await devices.passMs(1);
    await settled();
    assert.deepEqual(devices.done, ['line off', 'read-relays']);
    const relays = { supply: undefined, line: undefined };
    assert.deepEqual(devices.inputs.at(-1), {
      on: 'self-tested',
      id: 'one',
      tried: { card: 'well', disk: { freeMiB: 100, trouble: null }, relays },
    });
  });
});
