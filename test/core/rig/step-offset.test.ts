/** The measure by which two horns are held to be in step, on sounds whose offset is known to the nanosecond. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { HornSound } from '../../rig/step/horn-sound.ts';
import { offsetSeries, summarize } from '../../rig/step/offset-series.ts';

const SECONDS = 2;
const TONES = Array.from({ length: 60 }, (_, index) => {
  // A spread without a common period, from a voice's ground to its hiss.
  const hertz = 90 * 1.07 ** index + ((index * 7_919) % 53);
  return { turnsPerUs: hertz / 1e6, phase: (index * 2.399) % 6.283, part: 60 / (index + 4) };
});

/** Syllables: it swells and falls silent four times a second. */
const voice = (us: number): number => {
  if (us < 0 || us > SECONDS * 1e6) return 0;
  const swell = Math.max(0, Math.sin((2 * Math.PI * us * 4) / 1e6) + 0.6);
  let value = 0;
  for (const { turnsPerUs, phase, part } of TONES) {
    value += part * Math.sin(2 * Math.PI * us * turnsPerUs + phase);
  }
  return 60 * swell * value;
};

const HISSES = Array.from({ length: 40 }, (_, index) => ({
  turnsPerUs: (7_000 + 97 * index + ((index * 7_919) % 53)) / 1e6,
  phase: (index * 2.399) % 6.283,
}));

/** A sibilant, which is turned by most of a right angle within half a sample. */
const hiss = (us: number): number => {
  if (us < 0 || us > SECONDS * 1e6) return 0;
  let value = 0;
  for (const { turnsPerUs, phase } of HISSES) {
    value += Math.sin(2 * Math.PI * us * turnsPerUs + phase);
  }
  return 500 * value;
};

const STARTS_US = 7_654_321_098.765;

interface Horn {
  readonly ppm?: number;
  /** So much later than stated by the stamps' first sample does the voice begin. */
  readonly lateUs?: number;
  /** A card begins to run at another instant than its neighbour. */
  readonly aheadUs?: number;
  readonly voiceOf?: (us: number) => number;
}

/** What the card keeps of a voice that begins at `STARTS_US + lateUs`. */
const horn = ({ ppm = 0, lateUs = 0, aheadUs = 300_000, voiceOf = voice }: Horn): HornSound => {
  const samplesPerS = 48_000 * (1 + ppm / 1e6);
  const startsAtUs = STARTS_US - aheadUs;
  const samples = Int16Array.from({ length: (SECONDS + 1) * 48_000 }, (_, at) =>
    Math.round(voiceOf(startsAtUs + (at * 1e6) / samplesPerS - STARTS_US - lateUs)),
  );
  return new HornSound(samples, [{ firstSample: 0, startsAtUs, samplesPerS }]);
};

const SPAN = { fromUs: STARTS_US - 200_000, toUs: STARTS_US + SECONDS * 1e6 };
const seriesOf = (one: HornSound, other: HornSound) => offsetSeries(one, other, SPAN);

describe('the offset of two horns', () => {
  for (const [lateUs, ppm] of [
    [0, 0],
    [0.3, 0],
    [-0.3, 0],
    [5, 100],
    [-5, -100],
    [100, 250],
    [-100, 40],
    [2_000, 0],
    [-31_000, 100],
  ] as const) {
    test(`of ${lateUs} µs between cards of 0 and ${ppm} ppm is found to 0.1 µs, in each window`, () => {
      const points = seriesOf(horn({ aheadUs: 311_111.7 }), horn({ lateUs, ppm }));
      assert.ok(points.length >= 14, `${points.length} windows`);
      for (const { us } of points) {
        assert.ok(us !== undefined && Math.abs(us - lateUs) < 0.1, `${us} µs`);
      }
    });
  }

  for (const lateUs of [10.4, -31.2, 52.1, 114.6]) {
    test(`of ${lateUs} µs is found in a sibilant too, between two samples`, () => {
      const one = horn({ aheadUs: 311_111.7, voiceOf: hiss });
      const points = seriesOf(one, horn({ lateUs, ppm: 40, voiceOf: hiss }));
      assert.ok(points.length >= 14, `${points.length} windows`);
      for (const { us } of points) {
        assert.ok(us !== undefined && Math.abs(us - lateUs) < 0.1, `${us} µs`);
      }
    });
  }

  test('that grows is followed, and told by its middle, its edge and its largest', () => {
    // The second voice is told 50 ppm slower than the first: 100 µs after 2 s.
    const drifting = horn({ voiceOf: (us) => voice(us / (1 + 50e-6)) });
    const points = seriesOf(horn({}), drifting);
    for (const { atUs, us } of points) {
      const wanted = (atUs - STARTS_US) * 50e-6;
      assert.ok(us !== undefined && Math.abs(us - wanted) < 3, `${us} µs, not ${wanted}`);
    }
    const { firstUs, p50Us, p95Us, maxUs, unlike } = summarize(points);
    assert.ok(Math.abs(firstUs - 5) < 3, `${firstUs} µs`);
    assert.ok(Math.abs(p50Us - 62) < 5, `${p50Us} µs`);
    assert.ok(Math.abs(p95Us - 93) < 5, `${p95Us} µs`);
    assert.ok(Math.abs(maxUs - 95) < 6, `${maxUs} µs`);
    assert.equal(unlike, 0);
  });

  test('that steps within the run shows in the largest, and half-way in the window of the step', () => {
    const stepped = horn({ voiceOf: (us) => voice(us < 1e6 ? us : us - 80) });
    const points = seriesOf(horn({}), stepped);
    const before = points.filter(({ atUs }) => atUs < STARTS_US + 0.9e6);
    const after = points.filter(({ atUs }) => atUs > STARTS_US + 1.1e6);
    assert.ok(before.every(({ us }) => Math.abs(us ?? Infinity) < 0.1));
    assert.ok(after.every(({ us }) => Math.abs((us ?? Infinity) - 80) < 0.1));
    assert.ok(Math.abs(summarize(points).maxUs - 80) < 0.1);
  });

  test('that was a note too large in a tune is told again as soon as the tune says where it is', () => {
    // Four notes that differ, then one again and again: there it is like itself a note later.
    const noteUs = 150_000;
    const tune = (us: number): number => {
      const note = Math.floor(us / noteUs);
      const hertz = [330, 392, 440, 494][note] ?? 587;
      const fade = Math.exp((note * noteUs - us) / 80_000);
      return us < 0 ? 0 : 8_000 * fade * Math.sin((2 * Math.PI * hertz * us) / 1e6);
    };
    const caughtUpUs = 5.5 * noteUs;
    const late = horn({ voiceOf: (us) => tune(us < caughtUpUs ? us - noteUs : us) });
    const points = seriesOf(horn({ voiceOf: tune }), late);
    const after = points.filter(({ atUs }) => atUs > STARTS_US + caughtUpUs + 0.2e6);
    assert.ok(points.some(({ us }) => Math.abs((us ?? 0) - noteUs) < 100));
    assert.ok(after.length >= 5 && after.every(({ us }) => Math.abs(us ?? Infinity) < 0.1));
  });

  test('is not told where the other is silent, or says something else', () => {
    const holed = horn({ voiceOf: (us) => (us > 0.8e6 && us < 1.3e6 ? 0 : voice(us)) });
    const unlike = seriesOf(horn({}), holed).filter(({ us }) => us === undefined);
    assert.ok(unlike.length >= 3 && unlike.length <= 7, `${unlike.length} windows`);
    assert.ok(unlike.every(({ atUs }) => Math.abs(atUs - STARTS_US - 1.05e6) < 350_000));
    const backwards = horn({ voiceOf: (us) => voice(SECONDS * 1e6 - us) });
    const strange = seriesOf(horn({}), backwards);
    assert.equal(summarize(strange, 0).points, 0);
    assert.ok(strange.length >= 14);
  });

  test('is that of CLOCK_MONOTONIC, whichever sample a card had begun with, and across its xruns', () => {
    // The card ran dry at sample 60 000 for a while; what it had left to say came late by as long.
    const whole = horn({});
    const gapUs = 12_345.6;
    const broken = new HornSound(whole.samples, [
      { firstSample: 0, startsAtUs: STARTS_US - 300_000, samplesPerS: 48_000 },
      {
        firstSample: 60_000,
        startsAtUs: STARTS_US - 300_000 + 1.25e6 + gapUs,
        samplesPerS: 48_000,
      },
    ]);
    const points = seriesOf(whole, broken);
    const away = ({ atUs }: { atUs: number }) => Math.abs(atUs - STARTS_US - 0.95e6) > 130_000;
    for (const { atUs, us } of points.filter(away)) {
      const wanted = atUs < STARTS_US + 0.95e6 ? 0 : gapUs;
      assert.ok(us !== undefined && Math.abs(us - wanted) < 0.1, `${us} µs`);
    }
  });
});
