/** A record of the proof as it is written, and a chain of them as it is checked, against vectors that the house did not make. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { utcUs } from '../../../agent/core/vocabulary.ts';
import { decodeJws } from '../../../agent/core/wire/jws.ts';
import { decodeProofAck } from '../../../agent/core/wire/proof/proof-ack.ts';
import { ChainCheck } from '../../../agent/core/wire/proof/proof-chain.ts';
import {
  sealRecord,
  type ProofEntry,
  type ProofPlace,
} from '../../../agent/core/wire/proof/proof-record.ts';
import { sha256 } from './proof-parts.ts';
import type { AckVector, BrokenChain } from '../wire/proof-vectors.ts';
import { vectorFile } from '../wire/protocol-vectors.ts';

const vectors = JSON.parse(readFileSync(vectorFile('proof.json'), 'utf8')) as {
  chain: { line: string; sha256: string }[];
  broken: BrokenChain[];
  acknowledgements: AckVector[];
};

describe('a chain', () => {
  test('of the vectors holds, and each line has the hash that stands beside it', () => {
    const check = new ChainCheck(sha256);
    for (const { line, sha256: hash } of vectors.chain) {
      assert.equal(check.take(line, hash), undefined);
      assert.equal(check.last?.hash, hash);
    }
  });

  for (const { name, lines, expect } of vectors.broken) {
    test(`does not hold where ${name}`, () => {
      const check = new ChainCheck(sha256);
      const faults = lines.map((line) => check.take(line));
      assert.deepEqual(faults.slice(0, expect.place).filter(Boolean), []);
      assert.equal(faults[expect.place], expect.fault);
    });
  }

  test('does not hold where a line has another hash than was kept with it, be it the last', () => {
    const check = new ChainCheck(sha256);
    assert.equal(check.take(vectors.chain[0]!.line, vectors.chain[1]!.sha256), 'hash');
  });
});

interface Written {
  readonly chain: string;
  readonly number: number;
  readonly previous: string;
  readonly atUs: number;
  readonly box: string;
}

test('a record is written as the vectors have it, byte for byte', () => {
  let previous: ProofPlace | undefined;
  for (const { line } of vectors.chain) {
    const {
      chain,
      number: _,
      previous: __,
      atUs,
      box,
      ...entry
    } = JSON.parse(line) as ProofEntry & Written;
    const at = { box, chain, atUs: utcUs(atUs) };
    const sealed = sealRecord({ ...entry, box } as ProofEntry, at, previous, sha256);
    assert.equal(sealed.text, line);
    previous = sealed;
  }
});

test('what others append is cut to its bounds, whatever they append', () => {
  const long = 'ă'.repeat(5_000);
  const detail = Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`${at}${long}`, long]));
  const at = { box: 'b', chain: '0123456789abcdef', atUs: utcUs(1) };
  const { text } = sealRecord(
    { record: 'console', what: long, by: long, detail },
    at,
    undefined,
    sha256,
  );
  const json = JSON.parse(text) as { what: string; detail: Record<string, string> };
  assert.equal(json.what.length, 200);
  assert.equal(Object.keys(json.detail).length, 16);
  assert.ok(text.length < 7_000, `${text.length} characters`);
});

describe('an acknowledgement of the vectors:', () => {
  for (const { name, jws, expect } of vectors.acknowledgements) {
    test(name, () => {
      const decoded = decodeJws(Buffer.from(jws), 'ack');
      assert.ok(decoded.ok);
      const ack = decodeProofAck(decoded.value.payload);
      if (ack.ok) assert.deepEqual({ ack: ack.value, signature: 'valid' }, expect);
      else assert.deepEqual({ refused: ack.code, detail: ack.detail }, expect);
    });
  }
});
