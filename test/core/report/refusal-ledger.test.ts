/** Every refusal is counted; of each code one line in ten seconds is logged, and it says for how many it stands. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RefusalLedger } from '../../../agent/core/report/refusal-ledger.ts';
import { REFUSALS, type RefusalCode } from '../../../agent/core/refusal.ts';
import { monoUs } from '../../../agent/core/vocabulary.ts';

describe('a refusal ledger', () => {
  test('logs the first at once, the next ten seconds later with all that came between', () => {
    const ledger = new RefusalLedger();
    const times = [0, 1, 5_000_000, 9_999_999, 10_000_000, 10_000_001, 20_000_000].map((nowUs) =>
      ledger.note('trust.stale', monoUs(nowUs)),
    );
    assert.deepEqual(times, [1, undefined, undefined, undefined, 4, undefined, 2]);
    assert.deepEqual(ledger.counts, { 'trust.stale': 7 });
  });

  test('lets no refusal go unsaid: the lines add up to the count, but for the last ten seconds', () => {
    const ledger = new RefusalLedger();
    let said = 0;
    for (let nowUs = 0; nowUs <= 100_000_000; nowUs += 100_000) {
      said += ledger.note('bundle.late', monoUs(nowUs)) ?? 0;
    }
    assert.equal(said, 1_001);
    assert.equal(ledger.counts['bundle.late'], 1_001);
  });

  test('keeps codes apart', () => {
    const ledger = new RefusalLedger();
    assert.equal(ledger.note('trust.stale', monoUs(0)), 1);
    assert.equal(ledger.note('trust.future', monoUs(0)), 1);
    assert.deepEqual(ledger.counts, { 'trust.stale': 1, 'trust.future': 1 });
  });

  test('holds no more than there are codes', () => {
    const ledger = new RefusalLedger();
    const codes = Object.keys(REFUSALS) as RefusalCode[];
    for (let round = 0; round < 3; round++) {
      for (const code of codes) ledger.note(code, monoUs(round));
    }
    assert.deepEqual(Object.keys(ledger.counts), codes);
    assert.ok(Object.values(ledger.counts).every((count) => count === 3));
  });
});
