/** The arithmetic of a card, at literal instants. 48 samples are 1 ms; position 0 of the grid left at instant 0. */
import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { PacedBuffer } from '../../../hw/audio/paced-buffer.ts';

const MS = 1_000;

describe('a paced buffer of 10 ms', () => {
  let paced: PacedBuffer;
  beforeEach(() => {
    paced = new PacedBuffer(480);
    paced.start(0);
  });

  it('takes up its first sample half a buffer after it was opened', () => {
    // Position 0 leaves at this very instant, so the first that can be had is 1 + 240.
    assert.equal(paced.delaySamples, 241);
    assert.equal(paced.roomSamples, 240);
    assert.equal(paced.nextLeavesUs, (241 * 1e6) / 48_000);
  });

  it('keeps to the grid wherever between two samples it is opened', () => {
    paced.start(7 * MS + 3);
    // 7.003 ms is position 336.144: 337 is the first that has not left.
    assert.equal(paced.nextLeavesUs, ((337 + 240) * 1e6) / 48_000);
    assert.ok(Math.abs(paced.delaySamples - (577 - 336.144)) < 1e-9);
  });

  it('plays nothing and loses nothing until it is written to', () => {
    assert.deepEqual(paced.passTo(60_000 * MS), []);
    assert.equal(paced.xruns, 0);
    assert.equal(paced.begun, false);
    assert.equal(paced.delaySamples, 241);
  });

  it('lets out what was written, each sample at its own instant', () => {
    assert.equal(paced.write(100), 100);
    assert.deepEqual(paced.passTo(5 * MS), [], 'position 240 is still the lead');
    const firstLeavesUs = (241 * 1e6) / 48_000;
    assert.deepEqual(paced.passTo(firstLeavesUs - 0.001), []);
    assert.deepEqual(paced.passTo(firstLeavesUs), [
      { kind: 'sound', samples: 1, atUs: firstLeavesUs },
    ]);
    // 6 ms is position 288: the samples of 242 to 288.
    assert.deepEqual(paced.passTo(6 * MS), [
      { kind: 'sound', samples: 47, atUs: (242 * 1e6) / 48_000 },
    ]);
    assert.equal(paced.delaySamples, 341 - 288);
    assert.equal(paced.roomSamples, 480 - (341 - 289));
  });

  it('never holds more than its size', () => {
    assert.equal(paced.write(1_000), 240);
    assert.equal(paced.roomSamples, 0);
    assert.equal(paced.write(1), 0);
    paced.passTo(1 * MS);
    assert.equal(paced.write(1_000), 48);
  });

  it('does not move the instant of the next sample when only time passes', () => {
    paced.write(240);
    const { nextLeavesUs } = paced;
    for (let us = 0; us < 10 * MS; us += 37) {
      paced.passTo(us);
      assert.equal(paced.nextLeavesUs, nextLeavesUs);
      assert.ok(Math.abs(us + (paced.delaySamples * 1e6) / 48_000 - nextLeavesUs) < 1e-6);
    }
  });

  it('is not dry while the last sample has not left, and is dry when the next one is due', () => {
    paced.write(48);
    const dueUs = ((241 + 48) * 1e6) / 48_000;
    paced.passTo(dueUs - 0.001);
    assert.equal(paced.xruns, 0);
    paced.passTo(dueUs);
    assert.equal(paced.xruns, 1);
  });

  it('turns a dry spell into silence up to where it takes up again', () => {
    paced.write(48);
    // 20 ms is position 960. Sound on 241–288, silence from 289 on.
    assert.deepEqual(paced.passTo(20 * MS), [
      { kind: 'sound', samples: 48, atUs: (241 * 1e6) / 48_000 },
      { kind: 'silence', samples: 961 - 289, atUs: (289 * 1e6) / 48_000 },
    ]);
    assert.equal(paced.nextLeavesUs, ((961 + 240) * 1e6) / 48_000);
    assert.equal(paced.write(10), 10);
    assert.deepEqual(paced.passTo(30 * MS), [
      { kind: 'silence', samples: 240, atUs: (961 * 1e6) / 48_000 },
      { kind: 'sound', samples: 10, atUs: (1201 * 1e6) / 48_000 },
      { kind: 'silence', samples: 1441 - 1211, atUs: (1211 * 1e6) / 48_000 },
    ]);
    assert.equal(paced.xruns, 2);
  });

  it('counts one dry spell once, however often it is asked', () => {
    paced.write(48);
    let silentSamples = 0;
    for (let us = 0; us <= 1_000 * MS; us += 7 * MS) {
      for (const { kind, samples } of paced.passTo(us)) {
        if (kind === 'silence') silentSamples += samples;
      }
    }
    assert.equal(paced.xruns, 1);
    // The last instant asked for is 994 ms, position 47 712.
    assert.equal(silentSamples, 47_713 - 289);
  });

  it('begins anew when it is started again', () => {
    paced.write(48);
    paced.passTo(20 * MS);
    paced.start(30 * MS);
    assert.equal(paced.xruns, 0);
    assert.deepEqual(paced.passTo(500 * MS), []);
  });

  it('is exact after a hundred days of uptime', () => {
    const us = 100 * 86_400 * 1e6;
    paced.start(us);
    paced.write(100);
    paced.passTo(us + 0.5);
    assert.ok(Math.abs(us + 0.5 + (paced.delaySamples * 1e6) / 48_000 - paced.nextLeavesUs) < 0.01);
    assert.equal(paced.nextLeavesUs, us + (341 * 1e6) / 48_000);
  });

  it('refuses a size that is none', () => {
    for (const size of [0, 1, -5, 2.5, Number.NaN]) {
      assert.throws(() => new PacedBuffer(size), RangeError);
    }
  });
});
