/** The envelope's exact values: where a ramp begins, where it ends, and that it leaves alone what it should. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { Envelope } from '../../../agent/core/playout/envelope.ts';
import { RAMP_SAMPLES } from '../../../agent/core/playout/frame-reader.ts';
import { LIMITS } from '../../../agent/core/limits.ts';

const LEVEL = 24_000;
/** A source without any movement of its own: what moves in the output is the envelope. */
const steady = (samples: number, value = LEVEL): Int16Array => new Int16Array(samples).fill(value);

const applied = (
  envelope: Envelope,
  goal: 0 | 1,
  samples: number,
  rampSamples = RAMP_SAMPLES,
  source = steady(samples),
): number[] => {
  const target = new Int16Array(samples).fill(-1);
  envelope.apply(source, target, goal, rampSamples);
  return [...target];
};

const opened = (gainDb = 0): Envelope => {
  const envelope = new Envelope(gainDb);
  applied(envelope, 1, RAMP_SAMPLES);
  return envelope;
};

/** 1/n, 2/n … n/n of `LEVEL`. */
const rise = (samples: number): number[] =>
  Array.from({ length: samples }, (_, at) => Math.round((LEVEL * (at + 1)) / samples));
const fall = (samples: number): number[] => [...rise(samples).slice(0, -1).reverse(), 0];

describe('a ramp of 5 ms', () => {
  test('rises by one 240th a sample and is full on the 240th', () => {
    const up = applied(new Envelope(0), 1, 241);
    assert.deepEqual(up.slice(0, 240), rise(240));
    assert.equal(up[239], LEVEL);
    assert.equal(up[240], LEVEL);
  });

  test('falls by one 240th a sample and is exactly zero on the 240th', () => {
    const envelope = opened();
    assert.deepEqual(applied(envelope, 0, 239), fall(240).slice(0, 239));
    assert.ok(!envelope.isSilent);
    assert.deepEqual(applied(envelope, 0, 1), [0]);
    assert.ok(envelope.isSilent);
    assert.deepEqual(applied(envelope, 0, 3), [0, 0, 0]);
  });

  test('is the same in whatever pieces it is asked for', () => {
    const envelope = new Envelope(0);
    const pieces = [1, 7, 100, 3, 129, 60].flatMap((samples) => applied(envelope, 1, samples));
    assert.deepEqual(pieces, applied(new Envelope(0), 1, 300));
  });

  test('turned back half-way takes half as long', () => {
    const envelope = new Envelope(0);
    applied(envelope, 1, 120);
    assert.equal(envelope.samplesToSilence(RAMP_SAMPLES), 120);
    const down = applied(envelope, 0, 121);
    assert.equal(down[118], LEVEL / 240);
    assert.deepEqual(down.slice(119), [0, 0]);
  });
});

describe('a fade of 40 ms', () => {
  test('is exactly zero on the 1920th sample', () => {
    const envelope = opened();
    assert.deepEqual(applied(envelope, 0, 1_920, LIMITS.concealFadeSamples), fall(1_920));
    assert.ok(envelope.isSilent);
  });

  test('taken over by a ramp of 5 ms ends where that ramp says', () => {
    for (const faded of [1, 2, 3, 7, 8, 9, 1_000, 1_913, 1_919]) {
      const envelope = opened();
      applied(envelope, 0, faded, LIMITS.concealFadeSamples);
      const left = envelope.samplesToSilence(RAMP_SAMPLES);
      assert.equal(left, Math.ceil((1_920 - faded) / 8), `${faded} samples faded`);
      applied(envelope, 0, left - 1);
      assert.ok(!envelope.isSilent, `${faded} samples faded`);
      applied(envelope, 0, 1);
      assert.ok(envelope.isSilent, `${faded} samples faded`);
    }
  });
});

describe('what is let through', () => {
  const noise = Int16Array.from({ length: 5_000 }, (_, at) => ((at * 40_503) % 65_536) - 32_768);

  test('at 0 dB is the source, bit for bit', () => {
    assert.deepEqual(applied(opened(), 1, noise.length, RAMP_SAMPLES, noise), [...noise]);
  });

  test('at -6 dB is half of it', () => {
    const out = applied(opened(-6.0206), 1, noise.length, RAMP_SAMPLES, noise);
    out.forEach((sample, at) => assert.ok(Math.abs(sample - noise[at]! / 2) <= 1));
  });

  test('at +6 dB is cut off at full scale, never folded over', () => {
    const out = applied(opened(6.0206), 1, 3, RAMP_SAMPLES, Int16Array.of(20_000, -20_000, 100));
    assert.deepEqual(out, [32_767, -32_768, 200]);
  });

  test('from a source that ends early is silence after its end', () => {
    const out = applied(opened(), 0, 4, RAMP_SAMPLES, Int16Array.of(2_400, 2_400));
    assert.deepEqual(out, [2_390, 2_380, 0, 0]);
  });
});

test('a card that was cut off begins from silence', () => {
  const envelope = opened();
  envelope.drop();
  assert.ok(envelope.isSilent);
  assert.deepEqual(applied(envelope, 1, 2), [100, 200]);
});

test('whatever it is told, it never moves by more than its slope, and whole goals are reached', () => {
  const order = fc.record({
    goal: fc.constantFrom<0 | 1>(0, 1),
    samples: fc.integer({ min: 1, max: 700 }),
    rampSamples: fc.constantFrom(RAMP_SAMPLES, LIMITS.concealFadeSamples),
  });
  fc.assert(
    fc.property(fc.array(order, { maxLength: 12 }), (orders) => {
      const envelope = new Envelope(0);
      let last = 0;
      for (const { goal, samples, rampSamples } of orders) {
        const silentIn = goal === 0 ? envelope.samplesToSilence(rampSamples) : Infinity;
        const out = applied(envelope, goal, samples, rampSamples);
        for (const sample of out) {
          // Rounding to whole sample values may add one.
          assert.ok(Math.abs(sample - last) <= LEVEL / rampSamples + 1);
          last = sample;
        }
        assert.equal(envelope.isSilent, goal === 0 && samples >= silentIn);
        if (goal === 1 && samples >= rampSamples) assert.equal(last, LEVEL);
      }
    }),
    { numRuns: 2_000, seed: 20_261_123 },
  );
});
