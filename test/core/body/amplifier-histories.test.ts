/** Every short history of the amplifier against a second model that knows no states, and against what must hold of any. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Amplifier, type AmplifierEvent } from '../../../agent/core/amplifier/amplifier.ts';
import { NEVER, monoUs, type MonoUs } from '../../../agent/core/vocabulary.ts';
import { CONFIG, SecondModel } from './amplifier-model.ts';

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
  readonly #config: typeof CONFIG;
  #lineOnUs = -Infinity;
  #supplyOnUs = -Infinity;
  #supplyOffUs = 0;
  #isSupplied = false;
  #isUrgent = false;
  #isLineOn = false;
  #unwantedSinceUs: number | undefined;

  constructor(config: typeof CONFIG) {
    this.#config = config;
  }

  see(event: AmplifierEvent, nowUs: number, switched: readonly string[]): void {
    if (event === 'urge' || event === 'want') this.#isUrgent = event === 'urge';
    for (const what of switched) {
      if (what === 'supply+') {
        assert.ok(!this.#isLineOn, 'supply on before the line');
        const restUs = this.#isUrgent ? this.#config.emergencyOffUs : this.#config.minimumOffUs;
        const isDue = nowUs - this.#supplyOffUs >= restUs;
        assert.ok(isDue || event === 'lost', 'rested, and in an emergency not so long');
        this.#supplyOnUs = nowUs;
        this.#isSupplied = true;
      } else if (what === 'line+') {
        assert.ok(this.#isSupplied, 'a line only onto a supply');
        const warmUpUs = this.#isUrgent ? this.#config.emergencyWarmUpUs : this.#config.warmUpUs;
        assert.ok(nowUs - this.#supplyOnUs >= warmUpUs, 'a line only when warm');
        this.#isLineOn = true;
        this.#lineOnUs = nowUs;
      } else if (what === 'line-') {
        const isHeld = nowUs - (this.#unwantedSinceUs ?? nowUs) >= this.#config.holdUs;
        const isDue = isHeld && nowUs - this.#lineOnUs >= this.#config.minimumOnUs;
        const mayGo = isDue || event === 'cut' || event === 'lost';
        assert.ok(!this.#isLineOn || mayGo, 'held, and on for its time, unless it is cut or cold');
        this.#isLineOn = false;
      } else {
        assert.ok(!this.#isLineOn, 'line off before the supply');
        const isDue = nowUs - this.#supplyOnUs >= this.#config.minimumOnUs;
        assert.ok(isDue || event === 'cut' || event === 'lost', 'on for its time');
        this.#supplyOffUs = nowUs;
        this.#isSupplied = false;
      }
    }
    if (event === 'cut') assert.ok(!this.#isSupplied && !this.#isLineOn, 'cut is off at once');
    if (event === 'want' || event === 'urge') this.#unwantedSinceUs = undefined;
    if (event === 'release') this.#unwantedSinceUs ??= nowUs;
  }
}

const live = (moves: readonly Move[], config: typeof CONFIG): void => {
  const amplifier = new Amplifier(config, monoUs(0));
  const model = new SecondModel(config);
  const witness = new Witness(config);
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

const liveAll = (length: number, config = CONFIG): void => {
  const total = MOVES.length ** length;
  for (let history = 0; history < total; history++) {
    const moves: Move[] = [];
    for (let rest = history; moves.length < length; rest = Math.floor(rest / MOVES.length)) {
      moves.push(MOVES[rest % MOVES.length]!);
    }
    try {
      live(moves, config);
    } catch (error) {
      const told = moves.map(({ event, when }) => `${event} ${when}`).join(', ');
      throw new Error(`after: ${told}`, { cause: error });
    }
  }
};

test('every history of six happenings is as the second model has it, and harms no amplifier', () => {
  liveAll(6);
});

test('so is every one of five, where the warm-up takes longer than a relay must stay on', () => {
  liveAll(5, { ...CONFIG, minimumOnUs: 300 });
});
