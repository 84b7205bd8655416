import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { RelayName } from '../../../agent/core/vocabulary.ts';
import { effect, RecordingDevices, settled } from './recording-devices.ts';

const SECOND_US = 1_000_000;
const CASES = 300;

/** What may happen around the performer, in any order. */
type Happening =
  | { readonly is: 'asked'; readonly what: 'relay' | 'other' }
  | { readonly is: 'store' }
  | { readonly is: 'saved' | 'failed'; readonly which: number }
  | { readonly is: 'time'; readonly ms: number };

const asked = fc.record({
  is: fc.constant('asked' as const),
  what: fc.constantFrom('relay' as const, 'other' as const),
});
const happenings = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: asked },
    { weight: 2, arbitrary: fc.constant<Happening>({ is: 'store' }) },
    {
      weight: 3,
      arbitrary: fc.record({
        is: fc.constantFrom('saved' as const, 'failed' as const),
        which: fc.nat(5),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ is: fc.constant('time' as const), ms: fc.constantFrom(1, 70, 400) }),
    },
  ),
  { maxLength: 40 },
);

interface Asked {
  readonly word: string;
  /** How many saves had been asked for before. */
  readonly saves: number;
}

/** The rules, told apart from the code: what was asked for, what was done, and how the saves stand. */
class Oracle {
  readonly devices: RecordingDevices;
  readonly #asked: Asked[] = [];
  readonly #saves: { readonly askedUs: number; isOver: boolean }[] = [];
  readonly #relays: string[] = [];
  readonly #wrong: string[] = [];
  #next = 0;

  constructor(devices: RecordingDevices) {
    this.devices = devices;
    devices.onDone = (word) => {
      this.#check(word);
    };
  }

  async happen(happening: Happening): Promise<void> {
    const { devices } = this;
    switch (happening.is) {
      case 'asked':
        this.#ask(happening.what);
        break;
      case 'store':
        this.#saves.push({ askedUs: devices.clock.nowUs(), isOver: false });
        devices.ask(effect.store(this.#saves.length));
        break;
      case 'saved':
      case 'failed':
        await this.#answer(happening.is, happening.which);
        break;
      case 'time':
        await devices.passMs(happening.ms);
    }
    await settled();
    assert.ok(!this.#mayGoOn(this.#asked[0]), `${this.#asked[0]?.word} was held for nothing`);
    assert.deepEqual(this.#wrong, []);
  }

  #ask(what: 'relay' | 'other'): void {
    const number = this.#next++;
    const saves = this.#saves.length;
    if (what === 'other') {
      this.#asked.push({ word: `publish ${number}`, saves });
      this.devices.ask(effect.played(String(number)));
      return;
    }
    const relay: RelayName = number % 3 === 0 ? 'line' : 'supply';
    const on = number % 2 === 0;
    this.#asked.push({ word: `${relay} ${on ? 'on' : 'off'}`, saves });
    this.#relays.push(this.#asked.at(-1)!.word);
    this.devices.ask(effect.relay(relay, on));
  }

  /** A disk saves in order: with the one that is answered, those before it are. */
  async #answer(how: 'saved' | 'failed', which: number): Promise<void> {
    const open = this.#saves.flatMap(({ isOver }, at) => (isOver ? [] : [at]));
    for (const at of open.slice(0, 1 + (which % Math.max(1, open.length)))) {
      this.#saves[at]!.isOver = true;
      await (how === 'saved' ? this.devices.finish(at) : this.devices.fail(at));
    }
  }

  #check(word: string): void {
    const at = this.#asked.findIndex((one) => one.word === word);
    const [found] = this.#asked.splice(at, at < 0 ? 0 : 1);
    if (found === undefined) this.#wrong.push(`${word}: not asked for, or done twice`);
    else if (!this.#mayGoOn(found)) this.#wrong.push(`${word}: did not wait for its saves`);
    // A relay is told a moment after what stands beside it; among relays the order is exact.
    const isRelay = !word.startsWith('publish');
    if (isRelay && word !== this.#relays.shift()) this.#wrong.push(`${word}: out of order`);
    const before = this.#asked.slice(0, Math.max(0, at));
    if (!isRelay && before.some((one) => one.word.startsWith('publish'))) {
      this.#wrong.push(`${word}: overtook`);
    }
  }

  /** Each save before it is over or has had its second. */
  #mayGoOn(one: Asked | undefined): boolean {
    if (one === undefined) return false;
    const nowUs = this.devices.clock.nowUs();
    return this.#saves
      .slice(0, one.saves)
      .every(({ isOver, askedUs }) => isOver || nowUs - askedUs >= SECOND_US);
  }
}

test(`${CASES} courses of events: each effect in its order, after its saves or their second, and then at once`, async (t) => {
  await fc.assert(
    fc.asyncProperty(happenings, async (course) => {
      t.mock.timers.reset();
      const oracle = new Oracle(new RecordingDevices(t));
      for (const happening of course) await oracle.happen(happening);
      // Whatever became of the disk: a second later nothing waits.
      await oracle.devices.passMs(1_000);
      await oracle.happen({ is: 'asked', what: 'other' });
      assert.match(oracle.devices.done.at(-1) ?? '', /^publish/);
    }),
    { numRuns: CASES },
  );
});
