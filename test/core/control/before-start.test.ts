/** What was said before a box started: the life before may have believed it and had no time to store that, so nothing of it starts a sound. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { US_PER_S, after } from '../../../agent/core/vocabulary.ts';
import type { Announcement } from '../../../agent/core/wire/control-message.ts';
import { MORNING, announcement, controlInput, stopOf } from './announcement-builder.ts';
import { Pole } from '../receiver/pole.ts';

const second = (atS: number) => after(MORNING, atS * US_PER_S);
const said = (atS: number, type: Announcement['type'] = 'renew'): Announcement => ({
  ...announcement(1, { startAt: second(5), leaseUs: 15 * US_PER_S }),
  type,
  sequence: 100 + atS,
  issuedAt: second(atS),
  expiresAt: second(atS + 60),
});

/** A box that believed an announcement and its renewal, as its disk was when the power went: the renewal is not on it. */
const cut = () => {
  const pole = new Pole().until(
    9,
    [2, controlInput(said(2, 'announce'))],
    [7, controlInput(said(7))],
  );
  const stored = pole.stored.at(-1);
  assert.equal(stored?.trust.heard.issuers[0]?.sequence, 102);
  return stored;
};
const startedAt = (atS: number, trusted = true): Pole => {
  const stored = cut();
  assert.ok(stored !== undefined);
  const clock = { utcMinusMonoUs: second(trusted ? atS : 0), errorUs: 100, trusted };
  return new Pole({ stored, clock }).until(1);
};
const accepted = (pole: Pole): number =>
  pole.events().filter((event) => event === 'announcement.accepted').length;
const refused = (pole: Pole): readonly unknown[] =>
  pole.logged
    .filter(({ event }) => event === 'refused')
    .map(({ fields }) => (fields as { readonly code?: string }).code);

test('a renewal that came to no disk before the power went is not believed a second time', () => {
  const pole = startedAt(10);
  pole.take(controlInput(said(7)));
  assert.deepEqual([accepted(pole), refused(pole)], [0, ['trust.before-start']]);
});

test('the next one, said since, is: the box joins in its place', () => {
  const pole = startedAt(10);
  pole.take(controlInput(said(12)));
  assert.deepEqual([accepted(pole), refused(pole)], [1, []]);
});

test('a stop of before is obeyed, and kept', () => {
  const pole = startedAt(10);
  const one = said(2, 'announce');
  pole.take(
    controlInput(stopOf(one, { sequence: 108, issuedAt: second(8), expiresAt: second(68) })),
  );
  pole.take(controlInput(said(12)));
  assert.deepEqual(refused(pole), ['session.unknown', 'session.over']);
});

test('by a clock that is not trusted it cannot be told, and the sequence decides alone', () => {
  const pole = startedAt(10, false);
  pole.take(controlInput(said(2, 'announce')));
  pole.take(controlInput(said(7)));
  assert.deepEqual([accepted(pole), refused(pole)], [1, ['trust.replayed']]);
});
