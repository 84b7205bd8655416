/** The amplifier's table, state by state, and every short history against a second model that knows no states. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  AMPLIFIER_EVENTS,
  AMPLIFIER_STATES,
  Amplifier,
  type AmplifierEvent,
  type AmplifierState,
} from '../../agent/core/amplifier/amplifier.ts';
import { NEVER, monoUs, type MonoUs } from '../../agent/core/vocabulary.ts';
import { CONFIG, SecondModel } from './amplifier-model.ts';

/** What leads from the start of the process to each state, as events and the instants at which they happen. */
const WAYS: Record<AmplifierState, readonly (readonly [AmplifierEvent, number])[]> = {
  resting: [],
  queued: [['want', 0]],
  off: [['time', 3_000]],
  warming: [
    ['urge', 0],
    ['time', 400],
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
  on: Infinity,
  holding: 3_100,
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
    ['warming', 'release', 'resting', ALL_OFF],
    ['warming', 'cut', 'resting', ALL_OFF],
    ['warming', 'time', 'on', LINE_ON],
    ['warming', 'lost', 'warming', AGAIN],

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

/** One thing that may happen next, and how long after the last: at once, or around the moment at which the state runs out. */
interface Move {
  readonly event: AmplifierEvent;
  readonly when: 'at once' | 'just before' | 'just then' | 'too late';
}
const MOVES: readonly Move[] = [
  ...(['want', 'urge', 'release', 'cut'] as const).flatMap((event) => [
    { event, when: 'at once' as const },
    { event, when: 'just then' as const },
  ]),
  { event: 'lost', when: 'at once' },
  { event: 'time', when: 'just before' },
  { event: 'time', when: 'just then' },
  { event: 'time', when: 'too late' },
];
/** For a state that never runs out. */
const A_WHILE_US = 10_000;

const instantOf = (move: Move, nowUs: number, nextWakeUs: MonoUs): number => {
  if (move.when === 'at once') return nowUs;
  const thenUs = nextWakeUs === NEVER ? nowUs + A_WHILE_US : Math.max(nowUs, nextWakeUs);
  if (move.when === 'just before') return Math.max(nowUs, thenUs - 1);
  return move.when === 'just then' ? thenUs : thenUs + 500;
};

/** What must hold of any history, whatever the table says. */
class Witness {
  #supplyOnUs = -Infinity;
  #supplyOffUs = 0;
  #isSupplied = false;
  #isUrgent = false;
  #isLineOn = false;
  #unwantedSinceUs: number | undefined;

  see(event: AmplifierEvent, nowUs: number, switched: readonly string[]): void {
    if (event === 'urge' || event === 'want') this.#isUrgent = event === 'urge';
    for (const what of switched) {
      if (what === 'supply+') {
        assert.ok(!this.#isLineOn, 'supply on before the line');
        const restUs = this.#isUrgent ? CONFIG.emergencyOffUs : CONFIG.minimumOffUs;
        const isDue = nowUs - this.#supplyOffUs >= restUs;
        assert.ok(isDue || event === 'lost', 'rested, and in an emergency not so long');
        this.#supplyOnUs = nowUs;
        this.#isSupplied = true;
      } else if (what === 'line+') {
        assert.ok(this.#isSupplied, 'a line only onto a supply');
        const warmUpUs = this.#isUrgent ? CONFIG.emergencyWarmUpUs : CONFIG.warmUpUs;
        assert.ok(nowUs - this.#supplyOnUs >= warmUpUs, 'a line only when warm');
        this.#isLineOn = true;
      } else if (what === 'line-') {
        const isHeld = nowUs - (this.#unwantedSinceUs ?? nowUs) >= CONFIG.holdUs;
        const mayGo = isHeld || event === 'cut' || event === 'lost';
        assert.ok(!this.#isLineOn || mayGo, 'held, unless it is cut or cold');
        this.#isLineOn = false;
      } else {
        assert.ok(!this.#isLineOn, 'line off before the supply');
        this.#supplyOffUs = nowUs;
        this.#isSupplied = false;
      }
    }
    if (event === 'cut') assert.ok(!this.#isSupplied && !this.#isLineOn, 'cut is off at once');
    if (event === 'want' || event === 'urge') this.#unwantedSinceUs = undefined;
    if (event === 'release') this.#unwantedSinceUs ??= nowUs;
  }
}

const live = (moves: readonly Move[]): void => {
  const amplifier = new Amplifier(CONFIG, monoUs(0));
  const model = new SecondModel();
  const witness = new Witness();
  let nowUs = 0;
  for (const move of moves) {
    nowUs = instantOf(move, nowUs, amplifier.nextWakeUs);
    const switched = amplifier
      .handle(move.event, monoUs(nowUs))
      .map(([relay, on]) => relay + (on ? '+' : '-'));
    const expected = model.handle(move.event, nowUs);
    if (switched.join() !== expected.join()) assert.deepEqual(switched, expected);
    const { supply, line } = amplifier.relays;
    if (
      supply !== model.supply ||
      line !== model.line ||
      amplifier.warmFromUs !== model.warmFromUs
    ) {
      assert.deepEqual(
        { supply, line, warmFromUs: amplifier.warmFromUs },
        { supply: model.supply, line: model.line, warmFromUs: model.warmFromUs },
      );
    }
    witness.see(move.event, nowUs, switched);
  }
};

test('every history of six happenings is as the second model has it, and harms no amplifier', () => {
  const length = 6;
  const total = MOVES.length ** length;
  for (let history = 0; history < total; history++) {
    const moves: Move[] = [];
    for (let rest = history; moves.length < length; rest = Math.floor(rest / MOVES.length)) {
      moves.push(MOVES[rest % MOVES.length]!);
    }
    try {
      live(moves);
    } catch (error) {
      const told = moves.map(({ event, when }) => `${event} ${when}`).join(', ');
      throw new Error(`after: ${told}`, { cause: error });
    }
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
    { warmUpUs: 0, emergencyWarmUpUs: 0, holdUs: 0, minimumOffUs: 0, emergencyOffUs: 0 },
    monoUs(7),
  );
  const states = (['time', 'want', 'time', 'release', 'time', 'time'] as const).map((event) => {
    amplifier.handle(event, monoUs(7));
    return amplifier.state;
  });
  assert.deepEqual(states, ['off', 'warming', 'on', 'holding', 'resting', 'off']);
});
