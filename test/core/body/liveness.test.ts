/** When a watchdog is fed, and when not: everything alive, and each part dead by itself. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Liveness, type LifeSigns } from '../../../agent/core/liveness.ts';
import { monoUs, NEVER } from '../../../agent/core/vocabulary.ts';

const at = (s: number) => monoUs(s * 1e6);
const WELL: LifeSigns = {
  wakeUs: NEVER,
  pump: { phase: 'idle', turns: 0 },
  link: { phase: 'running', turns: 1 },
};

/** Shown the same every second from 0 s on: when it first complains, and of what. */
const firstComplaint = (signsAt: (s: number) => LifeSigns, untilS: number): string => {
  const liveness = new Liveness();
  for (let s = 0; s <= untilS; s++) {
    const says = liveness.observe(signsAt(s), at(s));
    if (says !== undefined) return `${s} s: ${says}`;
  }
  return 'alive';
};

describe('a box is alive', () => {
  test('that waits, with nothing to play and a link that is up', () => {
    assert.equal(
      firstComplaint(() => WELL, 3_600),
      'alive',
    );
  });
  test('that plays', () => {
    const playing = (s: number): LifeSigns => ({
      ...WELL,
      pump: { phase: 'running', turns: s * 20 },
    });
    assert.equal(firstComplaint(playing, 60), 'alive');
  });
  test('whose broker is away, as long as it is tried again and again', () => {
    const trying = (s: number): LifeSigns => ({
      ...WELL,
      link: { phase: s % 70 < 10 ? 'busy' : 'idle', turns: Math.floor(s / 70) },
    });
    assert.equal(firstComplaint(trying, 3_600), 'alive');
  });
  test('that a busy machine wakes four seconds late', () => {
    assert.equal(
      firstComplaint((s) => ({ ...WELL, wakeUs: at(s - 4) }), 60),
      'alive',
    );
  });
});

describe('a box is dead', () => {
  test('whose core is not woken', () => {
    const late = (): LifeSigns => ({ ...WELL, wakeUs: at(10) });
    assert.equal(firstComplaint(late, 60), '16 s: the core was to be woken 6 s ago');
  });
  test('whose pump stands still while the card is open', () => {
    const still = (): LifeSigns => ({ ...WELL, pump: { phase: 'running', turns: 7 } });
    assert.equal(firstComplaint(still, 60), '4 s: the card has not been filled for 4 s');
  });
  test('whose card opens for ever', () => {
    const opening = (): LifeSigns => ({ ...WELL, pump: { phase: 'busy', turns: 1 } });
    assert.equal(
      firstComplaint(opening, 60),
      '21 s: the card has been opening or closing for 21 s',
    );
  });
  test('whose connection is tried for ever', () => {
    const trying = (): LifeSigns => ({ ...WELL, link: { phase: 'busy', turns: 1 } });
    assert.equal(firstComplaint(trying, 60), '46 s: a connection has been tried for 46 s');
  });
  test('that has given up its broker', () => {
    const idle = (): LifeSigns => ({ ...WELL, link: { phase: 'idle', turns: 4 } });
    assert.equal(firstComplaint(idle, 600), '301 s: no connection has been tried for 301 s');
  });
});
