/** How well the offset from CLOCK_MONOTONIC to UTC is measured: at literal instants, and between real processes. */
import assert from 'node:assert/strict';
import { execFile, fork, type ChildProcess } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { MonotonicClock } from '../../../hw/clock/monotonic.ts';
import { measureSystemUtc, type UtcOffset } from '../../../hw/clock/system-utc.ts';
import { LiteralClock } from './literal-clock.ts';

const OFFSET_US = 1_790_000_000_000_123;

/** A world in which every reading takes `readingUs`, and the n-th reading of UTC `pauses[n]` more. */
const measureIn = (readingUs: number, pauses: Readonly<Record<number, number>> = {}): UtcOffset => {
  const clock = new LiteralClock(5_000_000);
  let readings = 0;
  const ticking = {
    nowUs: () => {
      clock.pass(readingUs);
      return clock.nowUs();
    },
  };
  const utcMs = (): number => {
    readings += 1;
    clock.pass(pauses[readings] ?? 0);
    return Math.floor((ticking.nowUs() + OFFSET_US) / 1_000);
  };
  return measureSystemUtc(ticking, utcMs);
};

const assertTrue = ({ utcMinusMonoUs, errorUs }: UtcOffset, errorUsMax: number): void => {
  const missedUs = Math.abs(utcMinusMonoUs - OFFSET_US);
  assert.ok(missedUs <= errorUs, `${missedUs} µs off, said to be at most ${errorUs}`);
  assert.ok(errorUs <= errorUsMax, `error said to be ${errorUs} µs`);
};

describe('the offset to UTC by the steps of the millisecond clock', () => {
  it('is within a microsecond or two where readings are quick', () => {
    assertTrue(measureIn(0.1), 1);
  });

  it('is within the time that two readings take where they are slow', () => {
    assertTrue(measureIn(40), 81);
  });

  it('is better for several steps than for one, where each comes at another moment between readings', () => {
    // 2 × 33 µs a turn: a step is caught within 132 µs, and each at another 10 µs of the turn.
    assertTrue(measureIn(33), 45);
  });

  it('is not falsified by being preempted at the first step, and finds a better one', () => {
    for (let reading = 1; reading < 5_100; reading += 50) {
      assertTrue(measureIn(0.1, { [reading]: 700 }), 1);
    }
  });

  it('is not falsified by being away for many steps', () => {
    for (let reading = 1; reading < 5_100; reading += 50) {
      assertTrue(measureIn(0.1, { [reading]: 4_321 }), 1);
    }
  });

  it('says how little it knows where every step is missed', () => {
    const always = new Proxy({}, { get: () => 1_300 });
    const { utcMinusMonoUs, errorUs } = measureIn(0.1, always);
    assert.ok(Math.abs(utcMinusMonoUs - OFFSET_US) <= errorUs);
    assert.ok(errorUs > 100 && errorUs < 1_500);
  });

  it('begins again where the system clock is set back meanwhile', () => {
    const clock = new LiteralClock(5_000_000);
    let setBackMs = 0;
    const nowUs = () => {
      clock.pass(0.1);
      return clock.nowUs();
    };
    const utcMs = (): number => {
      if (clock.nowUs() > 5_000_300) setBackMs = 3_600_000;
      return Math.floor((nowUs() + OFFSET_US) / 1_000) - setBackMs;
    };
    const { utcMinusMonoUs, errorUs } = measureSystemUtc({ nowUs }, utcMs);
    assert.ok(Math.abs(utcMinusMonoUs - (OFFSET_US - 3_600_000_000)) <= errorUs);
  });

  it('takes a clock that stands still for a bug', () => {
    const clock = new LiteralClock(0);
    const nowUs = () => {
      clock.pass(1_000);
      return clock.nowUs();
    };
    assert.throws(() => measureSystemUtc({ nowUs }, () => 1), /stands still/);
  });

  it('is what the system says, to the millisecond that the system gives', () => {
    const clock = new MonotonicClock();
    const { utcMinusMonoUs, errorUs } = measureSystemUtc(clock);
    const earlyMs = Date.now();
    const utcMs = (clock.nowUs() + utcMinusMonoUs) / 1_000;
    const lateMs = Date.now() + 1;
    assert.ok(utcMs >= earlyMs - errorUs / 1_000 && utcMs <= lateMs + errorUs / 1_000);
  });
});

describe('three processes of one machine whose every core is busy', () => {
  const program = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
  const busy: ChildProcess[] = [];
  before(() => {
    for (let core = 0; core < availableParallelism(); core += 1) {
      busy.push(fork(program('./clock-busy.js')));
    }
  });
  after(() => busy.forEach((child) => child.kill('SIGKILL')));

  it('agree on the offset within 10 µs', async () => {
    const run = promisify(execFile);
    const outputs = await Promise.all(
      [1, 2, 3].map(() => run(process.execPath, [program('./clock-utc-reading.js')])),
    );
    const offsets = outputs.map(({ stdout }) => JSON.parse(stdout) as UtcOffset);
    const centresUs = offsets.map(({ utcMinusMonoUs }) => utcMinusMonoUs);
    const apartUs = Math.max(...centresUs) - Math.min(...centresUs);
    assert.ok(apartUs <= 10, `${apartUs} µs apart: ${JSON.stringify(offsets)}`);
  });
});
