/** Questions that give nothing away, answers that may be used, and every answer that may not. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { RefusalCode } from '../../../agent/core/refusal.ts';
import { US_PER_S, utcUs } from '../../../agent/core/vocabulary.ts';
import {
  decodeNtpAnswer,
  decodeNtpQuestion,
  encodeNtpAnswer,
  encodeNtpQuestion,
  originOf,
  type NtpServing,
} from '../../../agent/core/wire/ntp-packet.ts';

const NONCE = 0x0123_4567_89ab_cdefn;
const isOurs = (nonce: bigint): boolean => nonce === NONCE;

/**
 * An answer as a server of stratum 2 sends it, root delay 10 ms and dispersion 5 ms, question received at 2026-11-23
 * 00:00:00.25 UTC (4 004 380 800 s since 1900), answer sent half a millisecond later.
 */
const ANSWER =
  '24020ae9' + // leap 0, version 4, mode 4; stratum 2; poll; precision
  '0000028f' +
  '00000148' +
  'c0000201' +
  'eeae0000' + // reference timestamp: not read
  '00000000' +
  '0123456789abcdef' +
  'eeae0080' +
  '40000000' +
  'eeae0080' +
  '4020c49c';

const answer = (change: (bytes: Buffer) => void = () => undefined): Uint8Array => {
  const bytes = Buffer.from(ANSWER, 'hex');
  change(bytes);
  return bytes;
};
const codeOf = (bytes: Uint8Array): RefusalCode | undefined => {
  const decoded = decodeNtpAnswer(bytes, isOurs);
  return decoded.ok ? undefined : decoded.code;
};

test('a question holds a version, a mode and a nonce, and nothing of the box', () => {
  const hex = Buffer.from(encodeNtpQuestion(NONCE)).toString('hex');
  assert.equal(hex, `23000020${'00'.repeat(36)}0123456789abcdef`);
});

test('an answer says when the question came and when the answer went, and how far off the server may be', () => {
  const decoded = decodeNtpAnswer(answer(), isOurs);
  assert.ok(decoded.ok);
  const { receivedAt, sentAt, rootErrorUs } = decoded.value;
  assert.equal(receivedAt, Date.UTC(2026, 10, 23) * 1_000 + 250_000);
  assert.equal(sentAt - receivedAt, 500);
  assert.ok(Math.abs(rootErrorUs - 10_000) < 30, `${rootErrorUs} µs`);
});

test('an answer of a server that is seconds from its source is an answer: neighbours ask the same one', () => {
  assert.equal(codeOf(answer((bytes) => (bytes[9] = 15))), undefined);
});

describe('a server that goes by its own clock', () => {
  const isFree = (stratum: number, reference: string): boolean | undefined => {
    const bytes = answer((buffer) => {
      buffer[1] = stratum;
      buffer.write(reference, 12, 'hex');
    });
    const decoded = decodeNtpAnswer(bytes, isOurs);
    return decoded.ok ? decoded.value.isFreeRunning : undefined;
  };

  test('says so by a pseudo address: chrony’s `local`, ntpd’s local clock, or that driver itself', () => {
    assert.equal(isFree(10, '7f7f0101'), true);
    assert.equal(isFree(6, '7f7f0100'), true);
    assert.equal(isFree(1, '4c4f434c'), true);
  });

  test('is not one whose server happens to have the address 76.79.67.76 or 127.0.0.1, or that has a receiver', () => {
    assert.equal(isFree(3, '4c4f434c'), false);
    assert.equal(isFree(3, '7f000001'), false);
    assert.equal(isFree(1, '47505300'), false);
  });
});

test('an answer in version 3 is as good', () => {
  assert.equal(codeOf(answer((bytes) => bytes.writeUInt8(0x1c, 0))), undefined);
});

describe('an answer is refused', () => {
  const kiss = (letters: string) =>
    answer((bytes) => {
      bytes[1] = 0;
      bytes.write(letters, 12, 'latin1');
    });
  const cases: readonly (readonly [string, Uint8Array, RefusalCode])[] = [
    ['that is empty', new Uint8Array(0), 'time.length'],
    ['that is a byte short', answer().subarray(0, 47), 'time.length'],
    ['that is a byte long', Buffer.concat([answer(), Buffer.from([0])]), 'time.length'],
    ['in version 2', answer((bytes) => (bytes[0] = 0x14)), 'time.version'],
    ['in version 5', answer((bytes) => (bytes[0] = 0x2c)), 'time.version'],
    ['that is a question', answer((bytes) => (bytes[0] = 0x23)), 'time.mode'],
    ['that is a broadcast', answer((bytes) => (bytes[0] = 0x25)), 'time.mode'],
    ['to another question', answer((bytes) => (bytes[31] = 0xee)), 'time.origin'],
    ['to a question at time 0', answer((bytes) => bytes.fill(0, 24, 32)), 'time.origin'],
    ['that asks for fewer questions', kiss('RATE'), 'time.kiss-rate'],
    ['that wants none', kiss('DENY'), 'time.kiss-deny'],
    ['that is not for this box', kiss('RSTR'), 'time.kiss-deny'],
    ['with another kiss', kiss('NKEY'), 'time.kiss'],
    ['with a kiss that is no word', kiss('\0\x07\xff '), 'time.kiss'],
    [
      'of stratum 0 without a word',
      answer((bytes) => bytes.fill(0, 1, 2).fill(0, 12, 16)),
      'time.stratum',
    ],
    [
      'of a server that has just begun',
      answer((bytes) => bytes.fill(0, 1, 2).fill(0, 12, 16).fill(0xe4, 0, 1)),
      'time.unsynchronised',
    ],
    ['of stratum 16', answer((bytes) => (bytes[1] = 16)), 'time.stratum'],
    ['of stratum 255', answer((bytes) => (bytes[1] = 255)), 'time.stratum'],
    ['of a server in alarm', answer((bytes) => (bytes[0] = 0xe4)), 'time.unsynchronised'],
    ['without a time of receipt', answer((bytes) => bytes.fill(0, 32, 40)), 'time.timestamp'],
    ['without a time of sending', answer((bytes) => bytes.fill(0, 40, 48)), 'time.timestamp'],
    ['that went before it came', answer((bytes) => (bytes[36] = 0x41)), 'time.order'],
    ['of a server 16 s from its source', answer((bytes) => (bytes[9] = 16)), 'time.root'],
    ['of a server with a way of 32 s to it', answer((bytes) => (bytes[5] = 32)), 'time.root'],
  ];
  for (const [why, bytes, code] of cases) {
    test(why, () => assert.equal(codeOf(bytes), code));
  }

  test('by its origin before anything else in it is believed, so a stranger cannot say DENY', () => {
    const forged = Buffer.from(kiss('DENY'));
    forged[24] = 0xff;
    assert.equal(codeOf(forged), 'time.origin');
  });

  test('with what the kiss says, in letters that may stand in a log', () => {
    const decoded = decodeNtpAnswer(kiss('A\x1b[1'), isOurs);
    assert.ok(!decoded.ok);
    assert.equal(decoded.detail, 'A???');
  });
});

test('an answer knows its question, if it is a packet at all', () => {
  assert.equal(originOf(answer()), NONCE);
  assert.equal(originOf(answer().subarray(1)), undefined);
});

describe('eras', () => {
  const at = (seconds: number, bytes = Buffer.from(ANSWER, 'hex')): Uint8Array => {
    bytes.writeUInt32BE(seconds, 32);
    bytes.writeUInt32BE(seconds, 40);
    return bytes;
  };
  const receivedS = (bytes: Uint8Array): number | RefusalCode => {
    const decoded = decodeNtpAnswer(bytes, isOurs);
    return decoded.ok ? Math.floor(decoded.value.receivedAt / US_PER_S) : decoded.code;
  };
  const utcS = (...date: [number, number, number, number?, number?, number?]): number =>
    Date.UTC(...date) / 1_000;

  test('the last second of the first one', () => {
    assert.equal(receivedS(at(0xffff_ffff)), utcS(2036, 1, 7, 6, 28, 15));
  });

  test('the first second of the next, and a day in it', () => {
    assert.equal(receivedS(at(0)), utcS(2036, 1, 7, 6, 28, 16));
    assert.equal(receivedS(at(86_400)), utcS(2036, 1, 8, 6, 28, 16));
  });

  test('the first second that can be meant', () => {
    assert.equal(receivedS(at(utcS(2026, 0, 1) + 2_208_988_800)), utcS(2026, 0, 1));
  });

  test('a server that woke in 1970, or in 2025, has lost its date', () => {
    assert.equal(receivedS(at(2_208_988_800)), 'time.date');
    assert.equal(receivedS(at(utcS(2025, 11, 31) + 2_208_988_800)), 'time.date');
  });

  test('an answer that came before the turn and went after it', () => {
    const bytes = Buffer.from(at(0xffff_ffff));
    bytes.fill(0xff, 36, 40);
    bytes.fill(0, 40, 44);
    bytes.writeUInt32BE(1, 44);
    const decoded = decodeNtpAnswer(bytes, isOurs);
    assert.ok(decoded.ok);
    assert.ok(decoded.value.sentAt - decoded.value.receivedAt <= 0.5);
  });
});

describe('a server', () => {
  const serving: NtpServing = {
    leap: 0,
    stratum: 10,
    referenceId: 'LOCL',
    precision: -19,
    rootErrorUs: 20,
    receivedAt: utcUs(1_795_400_000_000_000.25),
    sentAt: utcUs(1_795_400_000_000_031.5),
  };

  test('reads a question and answers it so that a box understands', () => {
    const question = decodeNtpQuestion(encodeNtpQuestion(NONCE));
    assert.deepEqual(question, { version: 4, nonce: NONCE });
    const decoded = decodeNtpAnswer(encodeNtpAnswer(question, serving), isOurs);
    assert.ok(decoded.ok);
    assert.ok(Math.abs(decoded.value.receivedAt - serving.receivedAt) <= 0.25);
    assert.ok(Math.abs(decoded.value.sentAt - serving.sentAt) <= 0.25);
    assert.ok(decoded.value.rootErrorUs >= 20 && decoded.value.rootErrorUs < 40);
  });

  test('answers in the version it was asked in', () => {
    const bytes = encodeNtpAnswer({ version: 3, nonce: 1n }, serving);
    assert.equal(bytes[0], 0x1c);
  });

  test('is not asked by what is no question', () => {
    assert.equal(decodeNtpQuestion(answer()), undefined);
    assert.equal(decodeNtpQuestion(encodeNtpQuestion(1n).subarray(1)), undefined);
    const old = encodeNtpQuestion(1n);
    old[0] = 0x0b;
    assert.equal(decodeNtpQuestion(old), undefined);
  });
});
