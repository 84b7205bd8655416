import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  ACK,
  CAN,
  CANCEL,
  crc16,
  headerBlock,
  NAK,
  WANT_CRC,
} from '../../../agent/core/console/ymodem/block.ts';
import { ANSWER_US, PATIENCE_US, YmodemSender } from '../../../agent/core/console/ymodem/sender.ts';
import { monoUs, US_PER_S } from '../../../agent/core/vocabulary.ts';

const EOT_SENT = 'EOT';
const NAME = 'langha-03-20261125T1307.json.gz';
const file = (length: number) => ({
  name: NAME,
  bytes: Uint8Array.from({ length }, (_, index) => (index * 7) & 0xff),
});

/** What a block is, in a word: `0 langha-03…`, `1 128`, `EOT`, `CAN`. */
const named = (bytes: Uint8Array): string => {
  if (bytes.length === 1) return EOT_SENT;
  if (bytes[0] === CAN) return 'CAN';
  const size = bytes[0] === 2 ? 1_024 : 128;
  assert.equal(bytes.length, size + 5);
  assert.equal(bytes[1]! + bytes[2]!, 0xff);
  const content = bytes.subarray(3, 3 + size);
  assert.equal(crc16(content), bytes.at(-2)! * 256 + bytes.at(-1)!);
  if (bytes[1] === 0 && size === 128 && (content[0] === 0 || content[0] === NAME.charCodeAt(0))) {
    return content[0] === 0 ? '0' : '0 named';
  }
  return `${bytes[1]} ${size}`;
};

class Talk {
  readonly sender: YmodemSender;
  nowUs = 0;

  constructor(length: number) {
    this.sender = new YmodemSender(file(length), monoUs(0));
  }

  hears(...bytes: number[]): string[] {
    this.sender.take(Uint8Array.from(bytes), monoUs(this.nowUs));
    return this.sender.drain().map(named);
  }

  waits(us: number): string[] {
    this.nowUs += us;
    this.sender.wake(monoUs(this.nowUs));
    return this.sender.drain().map(named);
  }
}

/** A talk in which block 1 has just gone out. */
const begun = (length: number): Talk => {
  const talk = new Talk(length);
  talk.hears(WANT_CRC);
  assert.deepEqual(talk.hears(ACK, WANT_CRC).length, 1);
  return talk;
};

describe('a file by YMODEM', () => {
  test('goes out as its name and size, long blocks, a short last one, and an empty name', () => {
    const talk = new Talk(1_024 + 100);
    assert.deepEqual(talk.hears(WANT_CRC), ['0 named']);
    assert.deepEqual(talk.hears(ACK), []);
    assert.deepEqual(talk.hears(WANT_CRC), ['1 1024']);
    assert.deepEqual(talk.hears(ACK), ['2 128']);
    assert.deepEqual(talk.hears(ACK), [EOT_SENT]);
    assert.deepEqual(talk.hears(NAK), [EOT_SENT]);
    assert.deepEqual(talk.hears(ACK, WANT_CRC), ['0']);
    assert.deepEqual(talk.hears(ACK), []);
    assert.equal(talk.sender.outcome, 'sent');
    assert.equal(talk.sender.nextWakeUs, Infinity);
  });

  test('says its name, and its size in decimal', () => {
    const text = new TextDecoder().decode(
      headerBlock({ name: 'a.gz', bytes: 1_234 }).subarray(3, 12),
    );
    assert.equal(text, 'a.gz\u00001234');
  });

  test('whose check is that of the standard', () => {
    // CRC-16/XMODEM of "123456789", as every table of CRCs has it.
    assert.equal(crc16(new TextEncoder().encode('123456789')), 0x31c3);
  });

  test('of nothing at all is a name alone', () => {
    const talk = new Talk(0);
    talk.hears(WANT_CRC);
    // A receiver wants data; there is a block of none, and then the end.
    assert.deepEqual(talk.hears(ACK, WANT_CRC), ['1 128']);
  });

  test('counts its blocks modulo 256', () => {
    const talk = begun(260 * 1_024);
    let last: string[] = [];
    for (let sent = 2; sent <= 257; sent += 1) last = talk.hears(ACK);
    assert.deepEqual(last, ['1 1024']);
  });
});

describe('a block', () => {
  test('is sent again when it is refused, and when nobody answers in time', () => {
    const talk = begun(3_000);
    assert.deepEqual(talk.hears(NAK), ['1 1024']);
    assert.deepEqual(talk.waits(ANSWER_US - 1), []);
    assert.deepEqual(talk.waits(1), ['1 1024']);
    assert.deepEqual(talk.hears(ACK), ['2 1024']);
  });

  test('never changes its length, which the receiver may have taken already; the next ones are short', () => {
    const talk = begun(5_000);
    for (let bad = 0; bad < 4; bad += 1) assert.deepEqual(talk.hears(NAK), ['1 1024']);
    assert.deepEqual(talk.hears(ACK), ['2 128']);
  });

  test('is given up after ten times, and the other end is told', () => {
    const talk = begun(3_000);
    for (let tries = 1; tries < 10; tries += 1) assert.deepEqual(talk.hears(NAK), ['1 1024']);
    assert.deepEqual(talk.hears(NAK), ['CAN']);
    assert.equal(talk.sender.outcome, 'broken');
  });

  test('is not acknowledged by what was received before it', () => {
    const talk = begun(3_000);
    assert.deepEqual(talk.hears(ACK, ACK, ACK), ['2 1024']);
  });

  test('that was asked for long before is not sent twice', () => {
    const talk = new Talk(3_000);
    assert.deepEqual(talk.hears(WANT_CRC, WANT_CRC, WANT_CRC), ['0 named']);
    assert.deepEqual(talk.hears(WANT_CRC), []);
    talk.nowUs += 3 * US_PER_S;
    assert.deepEqual(talk.hears(WANT_CRC), ['0 named']);
  });

  test('is not disturbed by noise', () => {
    const talk = begun(3_000);
    assert.deepEqual(talk.hears(0x00, 0xff, 0x7f, CAN, 0x20, 0x03, 0x41), []);
    assert.deepEqual(talk.hears(ACK), ['2 1024']);
    assert.equal(talk.sender.outcome, undefined);
  });
});

describe('a transfer ends', () => {
  test('by two CAN in a row, wherever it is', () => {
    for (const talk of [new Talk(3_000), begun(3_000)]) {
      talk.hears(CAN);
      talk.hears(CAN);
      assert.equal(talk.sender.outcome, 'cancelled');
    }
  });

  test('by two CAN right behind what a block goes out upon', () => {
    const talk = new Talk(3_000);
    assert.deepEqual(talk.hears(WANT_CRC, CAN, CAN), ['0 named', 'CAN']);
    assert.equal(talk.sender.outcome, 'cancelled');
  });

  test('by Ctrl-C while nobody receives, without a word to the line', () => {
    const talk = new Talk(3_000);
    assert.deepEqual(talk.hears(0x03), []);
    assert.equal(talk.sender.outcome, 'cancelled');
  });

  test('by Ctrl-C twice later on: once may be noise', () => {
    const talk = begun(3_000);
    talk.hears(0x03);
    assert.equal(talk.sender.outcome, undefined);
    assert.deepEqual(talk.hears(0x03), ['CAN']);
    assert.equal(talk.sender.outcome, 'cancelled');
  });

  test('where nobody comes to receive it', () => {
    const talk = new Talk(3_000);
    assert.deepEqual(talk.waits(PATIENCE_US - 1), []);
    assert.equal(talk.sender.outcome, undefined);
    assert.deepEqual(talk.waits(1), []);
    assert.equal(talk.sender.outcome, 'nobody');
  });

  test('where the cable is pulled: after ten blocks that nobody answers', () => {
    const talk = begun(3_000);
    for (let tries = 1; tries < 10; tries += 1) assert.deepEqual(talk.waits(ANSWER_US), ['1 1024']);
    assert.deepEqual(talk.waits(ANSWER_US), ['CAN']);
    assert.equal(talk.sender.outcome, 'broken');
  });

  test('well where the receiver has it all and does not say good-bye', () => {
    const talk = begun(100);
    assert.deepEqual(talk.hears(ACK), [EOT_SENT]);
    talk.hears(ACK);
    talk.waits(ANSWER_US);
    assert.equal(talk.sender.outcome, 'sent');
  });
});

test('eight CAN, and backspaces for a shell that is there instead', () => {
  assert.deepEqual([CANCEL.length, CANCEL[7], CANCEL[8]], [16, CAN, 8]);
});
