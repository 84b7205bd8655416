/** An alarm, by the kernel and by Node: it rings for what it was set for last, and then for nothing more. */
import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { setTimeout as pass } from 'node:timers/promises';
import { KernelAlarm } from '../../../hw/clock/kernel-alarm.ts';
import { LoopAlarm } from '../../../hw/clock/loop-alarm.ts';
import { MonotonicClock } from '../../../hw/clock/monotonic.ts';
import { nativeAlarm, type NativeAlarmHandle } from '../../../hw/native/load.ts';
import type { Alarm, OpenAlarm } from '../../../hw/ports.ts';

/** A machine that is busy rings late; none rings early. */
const SETTLED_MS = 60;
const clock = new MonotonicClock();
const openAlarms: Alarm[] = [];
afterEach(() => {
  for (const alarm of openAlarms.splice(0)) alarm.close();
});

const suite = (open: OpenAlarm): void => {
  const listened = () => {
    const rungUs: number[] = [];
    const alarm = open(() => rungUs.push(clock.nowUs()));
    openAlarms.push(alarm);
    return { alarm, rungUs, setUs: clock.nowUs() };
  };

  it('rings once, at its time or a little later', async () => {
    const { alarm, rungUs, setUs } = listened();
    alarm.setIn(20_000);
    await pass(20 + SETTLED_MS);
    assert.equal(rungUs.length, 1);
    // Node's own timers count whole milliseconds.
    assert.ok(rungUs[0]! - setUs > 18_900, `${rungUs[0]! - setUs} µs`);
  });

  it('rings at once for what is due, or was', async () => {
    for (const inUs of [0, -5_000]) {
      const { alarm, rungUs } = listened();
      alarm.setIn(inUs);
      await pass(SETTLED_MS);
      assert.equal(rungUs.length, 1, `${inUs} µs`);
    }
  });

  it('rings for what it was set for last alone, be that sooner or later', async () => {
    const later = listened();
    later.alarm.setIn(20_000);
    later.alarm.setIn(5_000_000);
    const sooner = listened();
    sooner.alarm.setIn(5_000_000);
    sooner.alarm.setIn(20_000);
    await pass(20 + SETTLED_MS);
    assert.deepEqual([later.rungUs.length, sooner.rungUs.length], [0, 1]);
  });

  it('rings for nothing once it is cleared or closed, and again once it is set again', async () => {
    const { alarm, rungUs } = listened();
    alarm.setIn(20_000);
    alarm.clear();
    const closed = listened();
    closed.alarm.setIn(20_000);
    closed.alarm.close();
    await pass(20 + SETTLED_MS);
    assert.deepEqual([rungUs.length, closed.rungUs.length], [0, 0]);
    alarm.setIn(1_000);
    await pass(SETTLED_MS);
    assert.equal(rungUs.length, 1);
  });

  it('may be set anew, and closed, while it rings', async () => {
    let rings = 0;
    const alarm = open(() => {
      rings += 1;
      if (rings < 3) alarm.setIn(1_000);
      else alarm.close();
    });
    openAlarms.push(alarm);
    alarm.setIn(1_000);
    await pass(2 * SETTLED_MS);
    assert.equal(rings, 3);
  });
};

describe('an alarm by Node', () => {
  suite((ring) => new LoopAlarm(ring));
});

describe('an alarm by the kernel', { skip: nativeAlarm.absent ?? false }, () => {
  const native = nativeAlarm.part!;
  suite((ring) => new KernelAlarm(native, ring));

  it('wakes nobody for an instant that it is no longer set for', async () => {
    let rings = 0;
    const alarm = new KernelAlarm(native, () => (rings += 1));
    openAlarms.push(alarm);
    const before = process.resourceUsage().voluntaryContextSwitches;
    for (let set = 0; set < 200; set += 1) alarm.setIn(1_000 + set);
    await pass(SETTLED_MS);
    assert.equal(rings, 1);
    const switches = process.resourceUsage().voluntaryContextSwitches - before;
    assert.ok(switches < 50, `${switches} context switches`);
  });

  it('answers a code once it is closed, and throws where it is given none', () => {
    const handle = native.open(() => undefined) as NativeAlarmHandle;
    assert.equal(native.close(handle), 0);
    assert.equal(native.close(handle), 0);
    assert.ok(native.set(handle, 1) < 0);
    assert.throws(() => native.set({} as NativeAlarmHandle, 1), TypeError);
    assert.throws(() => native.open(1 as unknown as () => void), TypeError);
  });
});
