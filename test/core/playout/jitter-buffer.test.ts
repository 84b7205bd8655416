/** The jitter buffer in the situations of a bad night, and against a plain Map in every order of events. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { LIMITS } from '../../../agent/core/limits.ts';
import { JitterBuffer, type Inserted } from '../../../agent/core/playout/jitter-buffer.ts';

const packet = (sequence: number): Uint8Array => Uint8Array.of(sequence & 0xff, sequence >> 8);

const filled = (size: number, ...sequences: readonly number[]): JitterBuffer => {
  const buffer = new JitterBuffer(size);
  for (const sequence of sequences) {
    assert.equal(buffer.insert(sequence, packet(sequence)), 'stored');
  }
  return buffer;
};

const takeAll = (buffer: JitterBuffer, ...sequences: readonly number[]) =>
  sequences.map((sequence) => buffer.take(sequence) !== undefined);

describe('a jitter buffer', () => {
  test('gives back in order what came out of order', () => {
    const buffer = filled(8, 3, 0, 2, 1);
    for (const sequence of [0, 1, 2, 3]) assert.deepEqual(buffer.take(sequence), packet(sequence));
  });

  test('has nothing for a gap, and goes on after it', () => {
    assert.deepEqual(takeAll(filled(8, 0, 2), 0, 1, 2), [true, false, true]);
  });

  test('keeps an empty packet apart from none', () => {
    const buffer = new JitterBuffer(8);
    buffer.insert(0, new Uint8Array(0));
    assert.equal(buffer.depthFrames, 1);
    assert.equal(buffer.take(0)?.length, 0);
    assert.equal(buffer.take(1), undefined);
  });

  test('takes a frame once: a duplicate is named, waiting or taken', () => {
    const buffer = filled(8, 0, 1);
    assert.equal(buffer.insert(1, packet(9)), 'duplicate');
    assert.deepEqual(takeAll(buffer, 0, 1), [true, true]);
    assert.equal(buffer.insert(1, packet(9)), 'duplicate');
    assert.equal(buffer.depthFrames, 0);
    assert.equal(buffer.take(1), undefined);
  });

  test('calls late what is behind the cursor and never came', () => {
    const buffer = filled(8, 0, 2);
    takeAll(buffer, 0, 1, 2);
    assert.equal(buffer.insert(1, packet(1)), 'late');
  });

  test('calls late what it no longer remembers to have had', () => {
    const buffer = filled(4, 0, 1, 2, 3);
    takeAll(buffer, 0, 1, 2, 3);
    buffer.insert(4, packet(4));
    assert.equal(buffer.insert(0, packet(0)), 'late');
    assert.equal(buffer.insert(1, packet(1)), 'duplicate');
  });

  test('reaches just as far ahead as it is long', () => {
    const buffer = new JitterBuffer(4);
    assert.equal(buffer.insert(4, packet(4)), 'far-future');
    assert.equal(buffer.insert(3, packet(3)), 'stored');
    buffer.skipTo(1);
    assert.equal(buffer.insert(4, packet(4)), 'stored');
    assert.equal(buffer.insert(2 ** 32 - 1, packet(0)), 'far-future');
  });

  test('wraps many times over without a mix-up', () => {
    const buffer = new JitterBuffer(5);
    for (let sequence = 0; sequence < 1_000; sequence++) {
      assert.equal(buffer.insert(sequence, packet(sequence)), 'stored');
      if (sequence < 3) continue;
      assert.deepEqual(buffer.take(sequence - 3), packet(sequence - 3));
      assert.equal(buffer.depthFrames, 3);
    }
  });

  for (const far of [9, 1_000_000, 2 ** 32, Number.MAX_SAFE_INTEGER - 8]) {
    test(`skips to frame ${far} and holds nothing of before`, () => {
      const buffer = filled(8, 1, 2, 7);
      buffer.skipTo(far);
      assert.equal(buffer.depthFrames, 0);
      assert.equal(buffer.nextFrame, far);
      assert.equal(buffer.insert(far + 7, packet(7)), 'stored');
      assert.deepEqual(buffer.take(far + 7), packet(7));
    });
  }

  test('never goes back', () => {
    const buffer = filled(8, 5);
    buffer.skipTo(4);
    buffer.skipTo(-3);
    assert.equal(buffer.nextFrame, 4);
    assert.equal(buffer.take(3), undefined);
    assert.equal(buffer.nextFrame, 4);
    assert.deepEqual(buffer.take(5), packet(5));
  });

  test('holds 512 frames on a box, and no more', () => {
    const buffer = new JitterBuffer();
    for (let sequence = 0; sequence < 600; sequence++) buffer.insert(sequence, packet(sequence));
    assert.equal(buffer.depthFrames, 512);
    assert.equal(LIMITS.jitterBufferFrames, 512);
  });
});

const SIZE = 6;

/** Everything that ever came, in a Map; what is remembered and what waits is worked out from that. */
class Model {
  readonly #waiting = new Map<number, Uint8Array>();
  readonly #everStored = new Set<number>();
  next = 0;

  get depth(): number {
    return this.#waiting.size;
  }

  insert(sequence: number, bytes: Uint8Array): Inserted {
    if (sequence >= this.next + SIZE) return 'far-future';
    const isOverwritten = [...this.#everStored].some(
      (other) => other > sequence && (other - sequence) % SIZE === 0,
    );
    if (this.#everStored.has(sequence) && !isOverwritten) return 'duplicate';
    if (sequence < this.next) return 'late';
    this.#everStored.add(sequence);
    this.#waiting.set(sequence, bytes);
    return 'stored';
  }

  take(sequence: number): Uint8Array | undefined {
    const isPast = sequence < this.next;
    const bytes = isPast ? undefined : this.#waiting.get(sequence);
    if (!isPast) this.skipTo(sequence + 1);
    return bytes;
  }

  skipTo(sequence: number): void {
    this.next = Math.max(this.next, sequence);
    for (const held of [...this.#waiting.keys()]) if (held < this.next) this.#waiting.delete(held);
  }
}

test('whatever comes and goes in whatever order, it is as a Map would have it', () => {
  const step = fc.record({
    what: fc.constantFrom('insert', 'insert', 'insert', 'take', 'skipTo'),
    // Counted from the cursor, so that every edge is met often.
    ahead: fc.integer({ min: -2 * SIZE, max: 2 * SIZE }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const buffer = new JitterBuffer(SIZE);
      const model = new Model();
      for (const { what, ahead } of steps) {
        const sequence = Math.max(0, model.next + ahead);
        if (what === 'insert') {
          const bytes = packet(sequence);
          assert.equal(buffer.insert(sequence, bytes), model.insert(sequence, bytes));
        } else if (what === 'take') {
          assert.equal(buffer.take(sequence), model.take(sequence));
        } else {
          buffer.skipTo(sequence);
          model.skipTo(sequence);
        }
        assert.equal(buffer.depthFrames, model.depth);
        assert.equal(buffer.nextFrame, model.next);
        assert.ok(buffer.depthFrames <= SIZE);
      }
    }),
    { numRuns: 5_000, seed: 20_261_123 },
  );
});
