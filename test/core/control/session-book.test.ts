/** The session book: its order, its bound, and what it remembers of those that are gone. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Session } from '../../../agent/core/control/session.ts';
import { SessionBook } from '../../../agent/core/control/session-book.ts';
import { LIMITS } from '../../../agent/core/limits.ts';
import { monoUs } from '../../../agent/core/vocabulary.ts';
import { announcement, sessionParts } from './announcement-builder.ts';

const session = (number: number): Session =>
  new Session(announcement(number), sessionParts(), monoUs(0));

describe('a session book', () => {
  test('keeps the order in which they were accepted', () => {
    const book = new SessionBook();
    const sessions = [3, 1, 2].map(session);
    for (const one of sessions) book.add(one);
    assert.deepEqual([...book.all], sessions);
    book.forget(sessions[1]!);
    assert.deepEqual([...book.all], [sessions[0], sessions[2]]);
  });

  test('finds by id and by stream, and only what it holds', () => {
    const book = new SessionBook();
    const one = session(1);
    book.add(one);
    assert.equal(book.find(announcement(1).id), one);
    assert.equal(book.findStream(announcement(1).streamId), one);
    assert.equal(book.find(announcement(2).id), undefined);
    assert.equal(book.findStream(announcement(2).streamId), undefined);
    book.forget(one);
    assert.equal(book.find(announcement(1).id), undefined);
    assert.ok(book.isEmpty);
  });

  test('is full with eight', () => {
    const book = new SessionBook();
    for (let number = 1; number <= LIMITS.announcementsMax; number++) {
      assert.ok(!book.isFull);
      book.add(session(number));
    }
    assert.equal(LIMITS.announcementsMax, 8);
    assert.ok(book.isFull);
  });

  test('remembers the last 32 that ended, and no more', () => {
    const book = new SessionBook();
    for (let number = 1; number <= 33; number++) {
      const one = session(number);
      book.add(one);
      assert.ok(!book.hasEnded(one.announcement.id));
      book.forget(one);
      assert.ok(book.hasEnded(one.announcement.id));
    }
    assert.ok(!book.hasEnded(announcement(1).id));
    assert.ok(book.hasEnded(announcement(2).id));
  });
});
