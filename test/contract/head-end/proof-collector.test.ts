/** What a head-end holds of the proof of boxes: over restarts, gaps, a broker that alters records, and a full disk. */
import assert from 'node:assert/strict';
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, describe, test } from 'node:test';
import { verifyProof } from '../../../agent/proof-command.ts';
import { ProofCollector } from '../../../broker-sim/proof/collector.ts';
import { chainOf } from '../store/store-suite.ts';

const RECORDS = chainOf(200);
const line = (number: number): string => RECORDS[number - 1]!.text;
const altered = (number: number): string => line(number).replace('word', 'ward');
const textOf = (first: number, last: number): string =>
  RECORDS.slice(first - 1, last)
    .map(({ text }) => `${text}\n`)
    .join('');

const root = mkdtempSync(join(tmpdir(), 'loa-collector-'));
after(() => rmSync(root, { recursive: true }));

let folder = '';
let news: string[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(root, 'folder-'));
  news = [];
});
const open = (): ProofCollector => new ProofCollector(folder, (said) => news.push(said));
const fileOf = (count = 1): string =>
  join(folder, count === 1 ? 'box-1.proof.jsonl' : `box-1.proof.${count}.jsonl`);
const kept = (count = 1): string => readFileSync(fileOf(count), 'utf8');
const given = (collector: ProofCollector, ...lines: string[]): (number | undefined)[] =>
  lines.map((one) => collector.take('box-1', one)?.number);

describe('a collector of proof', () => {
  test('keeps the lines of a box in their order, each once, and acknowledges what it holds whole', () => {
    const collector = open();
    assert.deepEqual(given(collector, ...[1, 3, 4, 2, 2, 1].map(line)), [1, 1, 1, 4, 4, 4]);
    assert.equal(kept(), textOf(1, 4));
    assert.deepEqual(collector.of('box-1'), { records: 4, fault: undefined });
    assert.deepEqual([verifyProof(fileOf()), news], [0, []]);
  });

  test('goes on after a restart, with a last line that was cut short', () => {
    given(open(), line(1), line(2));
    appendFileSync(fileOf(), line(3).slice(0, 40));
    const collector = open();
    assert.deepEqual(given(collector, line(2), line(3), line(4)), [2, 3, 4]);
    assert.equal(kept(), textOf(1, 4));
    assert.deepEqual([collector.of('box-1'), news], [{ records: 4, fault: undefined }, []]);
  });

  test('takes up a box whose older records are gone, once it has sent again without them', () => {
    const collector = open();
    assert.deepEqual(given(collector, line(57), line(58), line(59)), [
      undefined,
      undefined,
      undefined,
    ]);
    assert.match(String(collector.of('box-1').fault), /without the record before/);
    assert.deepEqual(given(collector, line(57), line(58), line(60)), [59, 59, 60]);
    assert.equal(kept(), textOf(57, 60));
    assert.match(news.join(), /records before 57 are gone/);
  });

  test('does not take a repeat of the broker for one of the box', () => {
    const collector = open();
    collector.take('box-1', line(57));
    assert.equal(collector.take('box-1', line(57), true), undefined);
    assert.deepEqual(given(collector, line(1)), [1]);
  });

  test('that missed records while it was away goes on in a file of its own', () => {
    given(open(), line(1), line(2));
    assert.deepEqual(given(open(), line(5), line(6), line(5), line(6)), [2, 2, 6, 6]);
    assert.deepEqual([kept(), kept(2)], [textOf(1, 2), textOf(5, 6)]);
    assert.match(news.join(), /records before 5 are gone/);
    assert.deepEqual(given(open(), line(6), line(7)), [6, 7]);
  });

  test('is not stopped by a broker that altered a record: both are kept, and the box is acknowledged', () => {
    const collector = open();
    given(collector, line(1), altered(2));
    const acks = [3, 2, 3, 4].map((number) => collector.take('box-1', line(number)));
    assert.deepEqual(
      acks.slice(1).map((ack) => ack?.hash),
      [3, 3, 4].map((number) => RECORDS[number - 1]?.hash),
    );
    assert.deepEqual([kept(), kept(2)], [`${line(1)}\n${altered(2)}\n`, textOf(2, 4)]);
    assert.match(news.join(), /a second history from record 2 on/);
    assert.match(String(collector.of('box-1').fault), /2 histories/);
    assert.deepEqual([verifyProof(fileOf()), verifyProof(fileOf(2))], [0, 0]);
  });

  test('keeps no more than 64 histories of a box, says so once, and goes on with those', () => {
    const collector = open();
    given(collector, line(1));
    for (let count = 0; count < 70; count += 1) {
      given(collector, line(2).replace('word', `ward ${count}`));
    }
    assert.ok(existsSync(fileOf(64)) && !existsSync(fileOf(65)));
    assert.equal(news.filter((said) => said.includes('no more is kept')).length, 1);
  });

  test('leaves a file alone that somebody has changed', () => {
    given(open(), line(1), line(2), line(3));
    const changed = textOf(1, 3).replace('word 2', 'ward 2');
    writeFileSync(fileOf(), changed);
    const collector = open();
    given(collector, line(4), line(4));
    assert.deepEqual([kept(), kept(2)], [changed, textOf(4, 4)]);
    assert.match(news.join(), /was changed: it is left as it is/);
  });

  test('acknowledges nothing that it cannot keep, and takes it when it can', () => {
    const collector = open();
    given(collector, line(1));
    rmSync(fileOf());
    rmSync(folder, { recursive: true });
    assert.throws(() => collector.take('box-1', line(2)), /ENOENT/);
    assert.deepEqual(collector.of('box-1').records, 1);
  });

  test('takes nothing that is no record, of no box', () => {
    assert.deepEqual(given(open(), 'x'), [undefined]);
    assert.equal(open().take('../box', line(1)), undefined);
  });
});
