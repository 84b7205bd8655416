/** Relays of a box that cannot start: off, asked again whether they are, and never called off where nobody knows. */
import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { SelfOpeningBank } from '../../../agent/shell/relays/relay-bank.ts';
import { holdOff, type HeldOff } from '../../../agent/shell/relays/held-off.ts';
import { MonotonicClock } from '../../../hw/clock/monotonic.ts';
import { FakeBank, type FakeBankOptions } from '../../../hw/relay/fake-bank.ts';

const bankOf = (options: Partial<FakeBankOptions> = {}): SelfOpeningBank =>
  new SelfOpeningBank(new FakeBank({ clock: new MonotonicClock(), ...options }));

/** What is told of it first, and then. */
const heldOf = (t: TestContext, bank: Parameters<typeof holdOff>[0]) => {
  const told: HeldOff[] = [];
  let heard: () => void = () => undefined;
  const stop = holdOff(bank, (state) => {
    told.push(state);
    heard();
  });
  t.after(stop);
  return async (count: number): Promise<readonly HeldOff[]> => {
    while (told.length < count) await new Promise<void>((resolve) => (heard = resolve));
    return told;
  };
};

describe('relays that are held off', () => {
  test('are off, one that was on included', async (t) => {
    const bank = bankOf();
    await bank.set('supply', true);
    assert.deepEqual(await heldOf(t, bank)(1), ['off']);
    assert.deepEqual(await bank.read(), { supply: false, line: false });
  });

  test('are not called off where one sticks', async (t) => {
    const bank = bankOf({ sticks: (relay, on) => relay === 'supply' && !on });
    await bank.set('supply', true);
    assert.deepEqual(await heldOf(t, bank)(1), ['unknown']);
  });

  test('are asked again until a board that was away answers', async (t) => {
    const bank = bankOf();
    let isAway = true;
    const held = heldOf(t, {
      open: () => (isAway ? Promise.reject(new Error('away')) : bank.open()),
      set: (relay, on) => bank.set(relay, on),
      read: () => bank.read(),
    });
    assert.deepEqual(await held(1), ['unknown']);
    isAway = false;
    assert.deepEqual(await held(2), ['unknown', 'off']);
  });
});
