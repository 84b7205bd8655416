/** What a run says of the proof of a box. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { holdsProof, proofWords } from '../../../broker-sim/report/verdict.ts';

test('a box has proved what it played where something came, and is one whole history', () => {
  const said = [null, { records: 1, fault: null }, { records: 2, fault: 'a gap' }].map((proof) => [
    holdsProof({ proof }),
    proofWords({ proof }),
  ]);
  assert.deepEqual(said, [
    [false, 'it proved nothing'],
    [true, 'its proof holds (1 record)'],
    [false, 'its proof DOES NOT HOLD (2 records: a gap)'],
  ]);
});
