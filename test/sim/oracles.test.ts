/**
 * The oracles themselves: of a trace without a fault none complains, and of each fault put into it by hand complains whoever
 * watches for it, and nobody else but where stated. A change that makes an oracle blind is red here, whatever the villages do.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FAULTS_OF_AMPLIFIER } from './fault/amplifier.ts';
import { FAULTS_OF_AUTHORITY } from './fault/authority.ts';
import { FAULTS_OF_END } from './fault/end.ts';
import { S, spoilt } from './fault/fault.ts';
import { goodTrace } from './fault/good-trace.ts';
import { FAULTS_OF_PROOF, refuseReport } from './fault/proof.ts';
import { FAULTS_OF_SOUND } from './fault/sound.ts';
import { FAULTS_OF_WORD } from './fault/word.ts';
import { judge, ORACLES } from './oracle/verdict.ts';

const FAULTS = {
  ...FAULTS_OF_SOUND,
  ...FAULTS_OF_AMPLIFIER,
  ...FAULTS_OF_WORD,
  ...FAULTS_OF_END,
  ...FAULTS_OF_PROOF,
  ...FAULTS_OF_AUTHORITY,
};

test('of a trace without a fault no oracle complains, and it demands every frame', () => {
  const { violations, demandedFrames } = judge(goodTrace().trace);
  assert.deepEqual(violations, []);
  assert.ok(demandedFrames >= 180, `${demandedFrames} frames`);
});

describe('one fault', () => {
  for (const [name, { oracle, says, also = [], spoil }] of Object.entries(FAULTS)) {
    test(name, () => {
      const { violations } = judge(spoilt(spoil));
      const told = violations.map((one) => `${one.oracle}: ${one.says}`);
      assert.ok(
        violations.some((one) => one.oracle === oracle && says.test(one.says)),
        `${oracle} says nothing like ${String(says)}, but: ${told.join('; ')}`,
      );
      const complained = new Set(violations.map((one) => one.oracle));
      assert.deepEqual([...complained].sort(), [oracle, ...also].sort(), told.join('; '));
    });
  }
});

test('of a report that the disk refused until the power went nobody complains: nothing was left to tell it', () => {
  const lost = spoilt((good) => {
    const { box } = good;
    const refused = refuseReport(good, 13 * S);
    box.saves.push({ atUs: 17 * S, isKept: false, texts: [refused] });
    const [life] = box.lives;
    assert.ok(life !== undefined);
    box.lives.splice(
      0,
      1,
      { ...life, toUs: 20 * S, end: 'cut', shutdownUs: undefined },
      {
        ...life,
        fromUs: 20 * S,
      },
    );
  });
  const { violations } = judge(lost);
  assert.deepEqual(
    violations.filter(({ oracle }) => ['disk', 'played-report'].includes(oracle)),
    [],
  );
});

test('each oracle is shown a fault of its own', () => {
  const shown = new Set(Object.values(FAULTS).map(({ oracle }) => oracle));
  assert.deepEqual([...shown].sort(), Object.keys(ORACLES).sort());
});
