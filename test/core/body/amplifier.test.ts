/** The amplifier's table, state by state, and what it comes to in some lives. Every short history: `amplifier-histories.test.ts`. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  AMPLIFIER_EVENTS,
  AMPLIFIER_STATES,
  Amplifier,
  type AmplifierEvent,
  type AmplifierState,
} from '../../../agent/core/amplifier/amplifier.ts';
import { NEVER, monoUs } from '../../../agent/core/vocabulary.ts';
import { CONFIG } from './amplifier-model.ts';

/** What leads from the start of the process to each state, as events and the instants at which they happen. */
const WAYS: Record<AmplifierState, readonly (readonly [AmplifierEvent, number])[]> = {
  resting: [],
  queued: [['want', 0]],
  off: [['time', 3_000]],
  warming: [
    ['urge', 0],
    ['time', 400],
  ],
  lingering: [
    ['urge', 0],
    ['time', 400],
    ['release', 500],
  ],
  on: [
    ['urge', 0],
    ['time', 400],
    ['time', 1_100],
  ],
  holding: [
    ['urge', 0],
    ['time', 400],
    ['time', 1_100],
    ['release', 1_100],
  ],
};
/** When the state that was reached like this runs out. */
const UNTIL_US: Record<AmplifierState, number> = {
  resting: 3_000,
  queued: 3_000,
  off: Infinity,
  warming: 1_100,
  lingering: 2_900,
  on: Infinity,
  holding: 3_600,
};

const brought = (state: AmplifierState): Amplifier => {
  const amplifier = new Amplifier(CONFIG, monoUs(0));
  for (const [event, atUs] of WAYS[state]) amplifier.handle(event, monoUs(atUs));
  assert.equal(amplifier.state, state);
  return amplifier;
};

describe('each state and each event', () => {
  const SUPPLY_ON = 'supply on';
  const LINE_ON = 'line on';
  const ALL_OFF = 'line off, supply off';
  const NOTHING = '';
  const AGAIN = 'line off, supply on';
  /** State, event, state after, relays switched. `time` is once it has run out. */
  const TABLE: readonly (readonly [AmplifierState, AmplifierEvent, AmplifierState, string])[] = [
    ['off', 'want', 'warming', SUPPLY_ON],
    ['off', 'urge', 'warming', SUPPLY_ON],
    ['off', 'release', 'off', NOTHING],
    ['off', 'cut', 'off', NOTHING],
    ['off', 'time', 'off', NOTHING],
    ['off', 'lost', 'off', NOTHING],

    ['warming', 'want', 'warming', NOTHING],
    ['warming', 'urge', 'warming', NOTHING],
    ['warming', 'release', 'lingering', NOTHING],
    ['warming', 'cut', 'resting', ALL_OFF],
    ['warming', 'time', 'on', LINE_ON],
    ['warming', 'lost', 'warming', AGAIN],

    ['lingering', 'want', 'warming', NOTHING],
    ['lingering', 'urge', 'warming', NOTHING],
    ['lingering', 'release', 'lingering', NOTHING],
    ['lingering', 'cut', 'resting', ALL_OFF],
    ['lingering', 'time', 'resting', ALL_OFF],
    ['lingering', 'lost', 'resting', ALL_OFF],

    ['on', 'want', 'on', NOTHING],
    ['on', 'urge', 'on', NOTHING],
    ['on', 'release', 'holding', NOTHING],
    ['on', 'cut', 'resting', ALL_OFF],
    ['on', 'time', 'on', NOTHING],
    ['on', 'lost', 'warming', AGAIN],

    ['holding', 'want', 'on', NOTHING],
    ['holding', 'urge', 'on', NOTHING],
    ['holding', 'release', 'holding', NOTHING],
    ['holding', 'cut', 'resting', ALL_OFF],
    ['holding', 'time', 'resting', ALL_OFF],
    ['holding', 'lost', 'resting', ALL_OFF],

    ['resting', 'want', 'queued', NOTHING],
    ['resting', 'urge', 'queued', NOTHING],
    ['resting', 'release', 'resting', NOTHING],
    ['resting', 'cut', 'resting', NOTHING],
    ['resting', 'time', 'off', NOTHING],
    ['resting', 'lost', 'resting', NOTHING],

    ['queued', 'want', 'queued', NOTHING],
    ['queued', 'urge', 'queued', NOTHING],
    ['queued', 'release', 'resting', NOTHING],
    ['queued', 'cut', 'resting', NOTHING],
    ['queued', 'time', 'warming', SUPPLY_ON],
    ['queued', 'lost', 'queued', NOTHING],
  ];
  const spoken = (relays: ReturnType<Amplifier['handle']>): string =>
    relays.map(([relay, on]) => `${relay} ${on ? 'on' : 'off'}`).join(', ');

  test('the list below is whole', () => {
    assert.equal(TABLE.length, AMPLIFIER_STATES.length * AMPLIFIER_EVENTS.length);
    assert.equal(new Set(TABLE.map(([state, event]) => `${state} ${event}`)).size, TABLE.length);
  });

  for (const [state, event, next, switched] of TABLE) {
    test(`${state}, ${event}: ${next}${switched === '' ? '' : ` (${switched})`}`, () => {
      const beforeUs = Math.min(UNTIL_US[state], 1e9) - 1;
      for (const atUs of [beforeUs, Math.min(UNTIL_US[state], 1e9)]) {
        const amplifier = brought(state);
        const isEarly = event === 'time' && atUs === beforeUs;
        const answer = spoken(amplifier.handle(event, monoUs(atUs)));
        assert.equal(amplifier.state, isEarly ? state : next, `at ${atUs}`);
        assert.equal(answer, isEarly ? '' : switched, `at ${atUs}`);
      }
    });
  }

  for (const state of AMPLIFIER_STATES) {
    test(`${state} is left by time at ${UNTIL_US[state]} µs`, () => {
      assert.equal(brought(state).nextWakeUs, UNTIL_US[state]);
    });
  }
});

test('a box that has just started rests, for it does not know how long its supply was off', () => {
  const amplifier = new Amplifier(CONFIG, monoUs(500));
  assert.equal(amplifier.state, 'resting');
  assert.equal(amplifier.nextWakeUs, 3_500);
  assert.deepEqual(amplifier.relays, { supply: false, line: false });
});

test('an emergency shortens a warm-up that has begun, and whoever is heard instead of it waits for all of it', () => {
  const amplifier = brought('off');
  amplifier.handle('want', monoUs(5_000));
  assert.equal(amplifier.nextWakeUs, 6_000);
  amplifier.handle('urge', monoUs(5_200));
  assert.deepEqual([amplifier.nextWakeUs, amplifier.warmFromUs], [5_700, 5_700]);
  amplifier.handle('want', monoUs(5_300));
  assert.deepEqual([amplifier.nextWakeUs, amplifier.warmFromUs], [6_000, 6_000]);
  amplifier.handle('urge', monoUs(5_900));
  assert.deepEqual(amplifier.handle('time', monoUs(5_900)), [['line', true]]);
});

test('without warm-up, hold or rest each step still takes its turn', () => {
  const amplifier = new Amplifier(
    {
      warmUpUs: 0,
      emergencyWarmUpUs: 0,
      holdUs: 0,
      minimumOnUs: 0,
      minimumOffUs: 0,
      emergencyOffUs: 0,
    },
    monoUs(7),
  );
  const states = (['time', 'want', 'time', 'release', 'time', 'time'] as const).map((event) => {
    amplifier.handle(event, monoUs(7));
    return amplifier.state;
  });
  assert.deepEqual(states, ['off', 'warming', 'on', 'holding', 'resting', 'off']);
});

test('a relay stays on for its time: the supply of what is withdrawn while it warms, the line of what is over at once', () => {
  const amplifier = new Amplifier({ ...CONFIG, holdUs: 0 }, monoUs(0));
  amplifier.handle('time', monoUs(3_000));
  amplifier.handle('want', monoUs(5_000));
  amplifier.handle('release', monoUs(5_001));
  assert.deepEqual([amplifier.state, amplifier.nextWakeUs], ['lingering', 7_500]);
  assert.equal(amplifier.restedFromUs(monoUs(5_001)), 10_500);
  assert.deepEqual(amplifier.handle('time', monoUs(7_499)), []);
  amplifier.handle('want', monoUs(7_499));
  assert.deepEqual(amplifier.handle('time', monoUs(7_499)), [['line', true]]);
  assert.equal(amplifier.restedFromUs(monoUs(7_600)), 12_999);
  amplifier.handle('release', monoUs(7_600));
  assert.deepEqual([amplifier.state, amplifier.nextWakeUs], ['holding', 9_999]);
  assert.deepEqual(amplifier.handle('time', monoUs(9_999)), [
    ['line', false],
    ['supply', false],
  ]);
});

test('an emergency that finds a supply lingering shortens its warm-up, and has it at once where it has lasted', () => {
  const amplifier = brought('off');
  amplifier.handle('want', monoUs(5_000));
  amplifier.handle('release', monoUs(5_100));
  assert.equal(amplifier.warmFromUs, NEVER);
  amplifier.handle('urge', monoUs(5_200));
  assert.deepEqual([amplifier.state, amplifier.warmFromUs], ['warming', 5_700]);
  amplifier.handle('release', monoUs(5_300));
  amplifier.handle('urge', monoUs(6_000));
  assert.deepEqual(amplifier.handle('time', monoUs(6_000)), [['line', true]]);
});
