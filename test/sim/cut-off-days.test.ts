/**
 * A commune that a typhoon has cut off for three days: its time server drifts, boxes and gateway lose their power, and every six hours
 * there is an emergency. Each is to be heard whole by every box, and by all of them at the same moment.
 *
 *     LOA_CUT_OFF_SEED=7 node --test dist/test/sim/cut-off-days.test.js
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { US_PER_S } from '../../agent/core/vocabulary.ts';
import { MORNING } from '../core/control/announcement-builder.ts';
import { Gateway, type GatewayPlan } from './cut-off/gateway.ts';
import { CutOffBox, type Sound } from './cut-off/box.ts';
import { say, type Said } from './cut-off/emergency.ts';
import { Chance } from './world/chance.ts';

const SEED = process.env['LOA_CUT_OFF_SEED'] ?? 'typhoon';
const HOUR_US = 3_600 * US_PER_S;
const EMERGENCIES = 12;
const EVERY_US = 6 * HOUR_US;
/** 50 frames. */
const LENGTH_US = US_PER_S;
const HEARD_WITHIN_US = 10 * US_PER_S;

/** The second box loses its power 5 minutes before an emergency, the third for good measure 40 s before one too. */
const BOXES = [
  { crystalPpm: 20, powerCutsUs: [] },
  { crystalPpm: -35, powerCutsUs: [48 * HOUR_US - 300 * US_PER_S] },
  { crystalPpm: 5, powerCutsUs: [24 * HOUR_US, 54 * HOUR_US - 40 * US_PER_S] },
] as const;

interface Days {
  readonly saids: readonly Said[];
  readonly boxes: readonly CutOffBox[];
}

/** `headEnd`: by whose time whoever speaks goes. */
const live = (plan: GatewayPlan, headEnd: 'gateway' | 'UTC'): Days => {
  const gateway = new Gateway(plan);
  const chance = new Chance(SEED);
  const headEndAt = (worldUs: number): number =>
    headEnd === 'UTC' ? MORNING + worldUs : gateway.utcAt(worldUs);
  const saids = Array.from({ length: EMERGENCIES }, (_, index) =>
    say(index + 1, (index + 1) * EVERY_US, headEndAt),
  );
  const arrivals = saids.flatMap((said) => said.arrivals);
  const untilUs = (EMERGENCIES + 1) * EVERY_US;
  const boxes = BOXES.map((box, index) =>
    new CutOffBox({ ...box, gateway, chance: chance.fork(index) }).live(arrivals, untilUs),
  );
  return { saids, boxes };
};

const soundOf = (box: CutOffBox, { saidUs }: Said): Sound | undefined =>
  box.sounds.find(({ fromUs }) => fromUs > saidUs && fromUs < saidUs + HEARD_WITHIN_US);

const assertHeard = ({ saids, boxes }: Days): void => {
  const repeat = `repeat: LOA_CUT_OFF_SEED=${SEED} node --test dist/test/sim/cut-off-days.test.js`;
  for (const [index, said] of saids.entries()) {
    const sounds = boxes.map((box) => soundOf(box, said));
    for (const [box, sound] of sounds.entries()) {
      assert.ok(sound, `box ${box} was silent at emergency ${index + 1}; ${repeat}`);
      const heardUs = sound.toUs - sound.fromUs;
      assert.ok(
        Math.abs(heardUs - LENGTH_US) < 1_000,
        `box ${box} gave ${heardUs} µs of ${index + 1}; ${repeat}`,
      );
    }
    const starts = sounds.flatMap((sound) => sound?.fromUs ?? []);
    const apartUs = Math.max(...starts) - Math.min(...starts);
    assert.ok(apartUs < 500, `${apartUs} µs apart at emergency ${index + 1}; ${repeat}`);
  }
};
const inStep = ({ boxes }: Days): boolean[] =>
  boxes.map(({ played }) => played.every((one) => one.inStep));
const refusals = ({ boxes }: Days): string[] =>
  boxes.flatMap(({ refused }) => refused.map(({ code }) => code));

/** chrony's `local`, at the distance that docs/HARDWARE.md gives it. */
const CHRONY = { driftPpm: 8, dispersionPpm: 1.1, localFromUs: 100_000 } as const;
/** Any server by RFC 5905 without a source: 1 s from it after 18.5 h, by its own word. */
const RFC_5905 = { dispersionPpm: 15 } as const;
/** No clock of the gateway goes on while it has no power. */
const REBOOTED = { powerCut: { atUs: 30 * HOUR_US - 600 * US_PER_S, forUs: 2 * HOUR_US } } as const;

describe('three days without an uplink, and an emergency every six hours,', () => {
  test('by a server whose distance grows past a second: all in step, in their places', () => {
    const days = live({ ...RFC_5905, driftPpm: 8 }, 'gateway');
    assertHeard(days);
    assert.deepEqual([refusals(days), inStep(days)], [[], [true, true, true]]);
    for (const { clocks } of days.boxes) {
      // After a start the heartbeat may come before the first answer.
      const known = clocks.filter(({ sync }) => sync.state !== 'unsynced');
      assert.ok(known.every(({ trusted, sync }) => trusted && sync.state !== 'holdover'));
      for (const { worldUs, errorUs } of known) {
        assert.ok(errorUs >= worldUs * 8e-6, `${errorUs} µs said after ${worldUs / HOUR_US} h`);
      }
    }
  });

  test('by chrony, which goes by its own clock and says that it is right: said to be adrift', () => {
    const days = live(CHRONY, 'gateway');
    assertHeard(days);
    assert.deepEqual([refusals(days), inStep(days)], [[], [true, true, true]]);
    for (const { clocks } of days.boxes) {
      const last = clocks.filter(({ worldUs }) => worldUs > 30 * HOUR_US);
      assert.ok(last.every(({ sync }) => sync.adrift || sync.state === 'unsynced'));
    }
    // What the box that had its power all the time says includes the gateway's drift; the others say that they cannot know.
    const [whole] = days.boxes;
    for (const { worldUs, errorUs } of whole?.clocks ?? []) {
      if (worldUs > HOUR_US) assert.ok(errorUs >= (worldUs - 25 * HOUR_US) * 8e-6);
    }
  });

  for (const driftPpm of [12, -12]) {
    test(`by a server that gains ${driftPpm} ppm on whoever speaks: whole, and together`, () => {
      assertHeard(live({ ...RFC_5905, driftPpm }, 'UTC'));
    });
  }

  test('by a gateway that comes back from a power cut two hours slow, as does whoever speaks', () => {
    assertHeard(live({ ...CHRONY, ...REBOOTED }, 'gateway'));
  });

  test('by such a gateway, with somebody speaking who knows the time', () => {
    const days = live({ ...CHRONY, ...REBOOTED }, 'UTC');
    assertHeard(days);
    assert.deepEqual(refusals(days), []);
  });
});
