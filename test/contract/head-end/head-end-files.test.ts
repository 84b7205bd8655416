/** What the head-end keeps on disk: the issuer's key, and the sequence that rises for ever. */
import assert from 'node:assert/strict';
import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { utcUs } from '../../../agent/core/vocabulary.ts';
import { decodeBase64url } from '../../../agent/core/wire/base64url.ts';
import {
  SequenceFile,
  SequenceFileError,
} from '../../../broker-sim/head-end/issuer/sequence-file.ts';
import {
  IssuerKeyError,
  issuerPublicKey,
  loadOrMakeIssuerKey,
} from '../../../broker-sim/head-end/issuer/issuer-key.ts';

const folder = mkdtempSync(join(tmpdir(), 'loa-issuer-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => join(folder, name);

describe('the key of an issuer', () => {
  test('is made once, for its owner alone, and is the same ever after', () => {
    const made = loadOrMakeIssuerKey(at('key.pem'));
    assert.equal(statSync(at('key.pem')).mode & 0o777, 0o600);
    const loaded = loadOrMakeIssuerKey(at('key.pem'));
    assert.equal(issuerPublicKey(loaded), issuerPublicKey(made));
    const message = Buffer.from('bà con');
    assert.ok(verify(null, message, made, sign(null, message, loaded)));
  });

  test('its public half is 32 bytes in base64url, as a box pins it', () => {
    assert.equal(decodeBase64url(issuerPublicKey(loadOrMakeIssuerKey(at('key.pem'))))?.length, 32);
  });

  test('is refused where others can read it, with the remedy', () => {
    loadOrMakeIssuerKey(at('open.pem'));
    chmodSync(at('open.pem'), 0o640);
    assert.throws(
      () => loadOrMakeIssuerKey(at('open.pem')),
      (error) =>
        error instanceof IssuerKeyError && error.message.endsWith(`chmod 600 ${at('open.pem')}`),
    );
  });

  for (const [name, text] of [
    ['words.pem', 'not a key'],
    [
      'rsa.pem',
      generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
        type: 'pkcs8',
        format: 'pem',
      }),
    ],
  ] as const) {
    test(`${name} is not one, is said so, and is left alone`, () => {
      writeFileSync(at(name), text, { mode: 0o600 });
      assert.throws(
        () => loadOrMakeIssuerKey(at(name)),
        (error) =>
          error instanceof IssuerKeyError &&
          error.message.includes('is not an Ed25519 private key'),
      );
      assert.equal(readFileSync(at(name), 'utf8'), text.toString());
    });
  }

  test('a folder that is not there is told in one line', () => {
    assert.throws(() => loadOrMakeIssuerKey(at('nowhere/key.pem')), IssuerKeyError);
  });
});

describe('the sequence of an issuer', () => {
  test('is not taken back by a broadcast from the commands that were given beside it', () => {
    const nowAt = utcUs(1_000_000_000_000);
    const broadcast = new SequenceFile(at('shared.sequence'));
    broadcast.next(nowAt);
    const commands = [1, 2, 3].map(() => new SequenceFile(at('shared.sequence')).next(nowAt));
    broadcast.next(utcUs(nowAt + 61_000_000));
    const next = new SequenceFile(at('shared.sequence')).next(nowAt);
    assert.ok(next > Math.max(...commands), `${next} after ${commands.join(', ')}`);
  });

  const NOW = 1_800_000_000_000_000;

  test('is the UTC microsecond, and one more where two fall on the same', () => {
    const sequence = new SequenceFile(at('plain'));
    assert.equal(sequence.next(utcUs(NOW)), NOW);
    assert.equal(sequence.next(utcUs(NOW)), NOW + 1);
    assert.equal(sequence.next(utcUs(NOW + 5_000_000.5)), NOW + 5_000_000);
  });

  test('rises over a restart in the same microsecond', () => {
    const before = new SequenceFile(at('restart')).next(utcUs(NOW));
    assert.ok(new SequenceFile(at('restart')).next(utcUs(NOW)) > before);
  });

  test('rises where the clock was set back by a year, restart or not', () => {
    const aYearAgo = utcUs(NOW - 31_536_000_000_000);
    const sequence = new SequenceFile(at('back'));
    const before = sequence.next(utcUs(NOW));
    const then = sequence.next(aYearAgo);
    assert.ok(then > before);
    assert.ok(new SequenceFile(at('back')).next(aYearAgo) > then);
  });

  test('rises where the file is lost, because the clock has moved on', () => {
    const before = new SequenceFile(at('lost')).next(utcUs(NOW));
    rmSync(at('lost'));
    assert.ok(new SequenceFile(at('lost')).next(utcUs(NOW + 1_000_000)) > before);
  });

  test('no number above what the file holds was ever given out', () => {
    const sequence = new SequenceFile(at('ceiling'));
    for (let n = 0; n < 1_000; n++) {
      const number = sequence.next(utcUs(NOW + n * 997_003));
      assert.ok(Number(readFileSync(at('ceiling'), 'utf8')) >= number);
    }
  });

  test('is written once a minute, not once a message', () => {
    const sequence = new SequenceFile(at('seldom'));
    sequence.next(utcUs(NOW));
    const { ino } = statSync(at('seldom'));
    sequence.next(utcUs(NOW + 59_000_000));
    assert.equal(statSync(at('seldom')).ino, ino);
    sequence.next(utcUs(NOW + 61_000_000));
    assert.notEqual(statSync(at('seldom')).ino, ino);
  });

  test('a file of something else is refused with the remedy, not written over', () => {
    writeFileSync(at('words'), 'xin chào');
    assert.throws(
      () => new SequenceFile(at('words')),
      (error) => error instanceof SequenceFileError && error.message.includes('remove it'),
    );
    assert.equal(readFileSync(at('words'), 'utf8'), 'xin chào');
  });

  test('where it cannot be made durable, no number is given', () => {
    const sequence = new SequenceFile(at('nowhere/sequence'));
    assert.throws(() => sequence.next(utcUs(NOW)), SequenceFileError);
  });
});
