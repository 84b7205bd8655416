/** What each command does to a box, as it is heard under the pole: volume, stop, silence, restart. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Deed } from '../../../agent/core/wire/orders/command.ts';
import { US_PER_S, after } from '../../../agent/core/vocabulary.ts';
import { MORNING } from '../control/announcement-builder.ts';
import { announced, broadcast, type Broadcast } from '../head-end/broadcast-timetable.ts';
import {
  chainTexts,
  COMMUNE,
  COMMUNE_MANDATE,
  mandateText,
  toyKey,
} from '../trust/mandate-builder.ts';
import { command, commandInput, mayAll } from './order-builder.ts';
import { Pole } from '../receiver/pole.ts';
import { assertSmooth } from '../playout/smoothness.ts';

const BULLETIN: Broadcast = { startS: 6, frames: 500 };
const volume = (volumeDb: number): Deed => ({ do: 'volume', volumeDb });
const STOP: Deed = { do: 'stop', announcement: undefined };
const RESTART: Deed = { do: 'restart' };

const at = (s: number, deed: Deed | Record<string, unknown>, signer = mayAll()) =>
  [s, commandInput(command(s), deed, { signer })] as const;

const replies = (pole: Pole) => pole.reports('reply');
const lastReply = (pole: Pole) => replies(pole).at(-1) ?? {};

describe('a volume', () => {
  test('is heard at once, without a step, and answered by its id', () => {
    const pole = new Pole().until(20, ...broadcast(BULLETIN), at(8, volume(-20)));
    assert.deepEqual(lastReply(pole), {
      box: 'langha-03',
      id: command(8).id,
      atUs: after(MORNING, 8 * US_PER_S),
      ok: true,
      status: 'done',
      result: { volumeDb: -20 },
    });
    const loudest = (fromS: number, untilS: number): number =>
      Math.max(...pole.card.heard(fromS, untilS).map(Math.abs));
    const ratio = loudest(12, 13) / loudest(7, 8);
    assert.ok(Math.abs(ratio - 0.1) < 0.001, `a tenth, not ${ratio}`);
    assertSmooth(pole.card.heard(0, 20));
  });

  test('is told as what holds, and gone after a restart', () => {
    const pole = new Pole().until(9, at(8, volume(-6)));
    const settings = { volumeDb: -6, chimeBefore: [], issuerOrder: [], heartbeatS: 60 };
    assert.deepEqual(pole.reports('reported').at(-1)?.['settings'], settings);
    const stored = pole.stored.at(-1);
    assert.ok(stored !== undefined);
    const again = new Pole({ stored }).until(1);
    assert.deepEqual(again.reports('reported').at(-1)?.['settings'], { ...settings, volumeDb: 0 });
  });

  test('past the cap is refused, and the box stays as loud as it was', () => {
    const pole = new Pole().until(20, ...broadcast(BULLETIN), at(8, volume(0.5)));
    const { ok, code } = lastReply(pole);
    assert.deepEqual([ok, code], [false, 'volume.cap']);
    pole.assertHeard(6.005, 15.995, 6);
  });
});

describe('a stop', () => {
  test('ends what is on the air and what waits, for good', () => {
    const second: Broadcast = { number: 2, startS: 12, frames: 100, announceS: 5 };
    const pole = new Pole().until(30, ...broadcast(BULLETIN), ...broadcast(second), at(8, STOP));
    pole.assertQuiet(8.14, 30);
    assert.deepEqual(lastReply(pole)['result'], {
      stopped: [announced(BULLETIN).id, announced(second).id],
    });
  });

  test('by somebody beneath the speaker is refused, and the speaker heard on', () => {
    const beneath = {
      ...COMMUNE_MANDATE,
      may: ['command'] as const,
      delegations: 0,
      key: toyKey(61),
      subject: 'to-dan-pho',
    };
    const [province, commune, studio] = chainTexts({
      province: { may: ['speak', 'command'] },
      commune: { may: ['speak', 'command'] },
      studio: { may: ['speak', 'command'], delegations: 0 },
    });
    assert.ok(studio.length > 0);
    const signer = { key: toyKey(61), chain: [province, commune, mandateText(beneath, COMMUNE)] };
    const what = command(8, { issuer: 'to-dan-pho' });
    const pole = new Pole().until(20, ...broadcast(BULLETIN), [
      8,
      commandInput(what, STOP, { signer }),
    ]);
    const { ok, code } = lastReply(pole);
    assert.deepEqual([ok, code], [false, 'session.authority']);
    pole.assertHeard(6.005, 15.995, 6);
  });

  test('of one leaves the others, and of one not yet heard of is remembered', () => {
    const id = announced(BULLETIN).id;
    const pole = new Pole().until(
      30,
      at(2, { do: 'stop', announcement: id }),
      ...broadcast(BULLETIN),
      ...broadcast({ number: 2, startS: 20, frames: 100 }),
    );
    assert.deepEqual([lastReply(pole)['ok'], lastReply(pole)['code']], [false, 'session.unknown']);
    pole.assertQuiet(0, 20);
    pole.assertHeard(20.005, 21.995, 20);
  });
});

describe('a silence', () => {
  const until = (s: number) => ({ do: 'silence', untilAt: after(MORNING, s * US_PER_S) }) as const;

  test('takes the speaker from a bulletin until it is over, and gives it back in its place', () => {
    const pole = new Pole().until(30, ...broadcast(BULLETIN), at(8, until(12)));
    pole.assertHeard(6.005, 8.06, 6);
    pole.assertQuiet(8.14, 12);
    pole.assertHeard(12.14, 15.995, 6);
    assertSmooth(pole.card.heard(0, 30));
  });

  test('lets an emergency be heard', () => {
    const emergency = { ...BULLETIN, change: { class: 'emergency' } as const };
    const pole = new Pole().until(30, ...broadcast(emergency), at(8, until(12)));
    pole.assertHeard(6.005, 15.995, 6);
  });

  test('holds over a power cut, and is ended by another', () => {
    const stored = new Pole().until(3, at(2, until(600))).stored.at(-1);
    assert.ok(stored !== undefined);
    const pole = new Pole({ stored }).until(30, ...broadcast(BULLETIN), at(9, until(8)));
    pole.assertQuiet(0, 9);
    pole.assertHeard(10.2, 15.995, 6);
  });

  test('is refused for more than a day, and where the box does not know the time', () => {
    const long = new Pole().until(9, at(8, until(8 + 86_401)));
    assert.deepEqual(
      [lastReply(long)['code'], lastReply(long)['detail']],
      ['command.field', 'untilAt'],
    );
    const clock = { utcMinusMonoUs: MORNING, errorUs: Infinity, trusted: false };
    const lost = new Pole({ clock }).until(9, at(8, until(60)));
    assert.equal(lastReply(lost)['code'], 'command.unavailable');
  });
});

describe('a restart', () => {
  test('is answered, fades out, and ends the process in good order', () => {
    const pole = new Pole().until(20, ...broadcast(BULLETIN), at(8, RESTART));
    assert.deepEqual(lastReply(pole)['ok'], true);
    assert.ok(pole.exitedAtS !== undefined && pole.exitedAtS < 9);
    assert.equal(pole.reports('state').at(-1)?.['state'], 'sleeping');
  });

  test('is not done again by the same id after it, and answered as before', () => {
    const before = new Pole().until(20, at(8, RESTART));
    const stored = before.stored.at(-1);
    assert.ok(stored !== undefined);
    const pole = new Pole({ stored }).until(20, [9, commandInput(command(8), RESTART)]);
    assert.equal(pole.exitedAtS, undefined);
    assert.deepEqual(replies(pole), replies(before));
  });
});

describe('a reboot', () => {
  const REBOOT: Deed = { do: 'reboot' };

  test('fades out, is answered and proved, says good-bye, and ends so that the machine starts again', () => {
    const pole = new Pole({ canReboot: true }).until(20, ...broadcast(BULLETIN), at(8, REBOOT));
    assert.deepEqual(lastReply(pole)['ok'], true);
    assert.ok(pole.exitedAtS !== undefined && pole.exitedAtS < 9);
    assert.deepEqual(pole.asked.at(-1)?.what, { do: 'leave', then: 'reboot' });
    assert.deepEqual(
      pole.journal.slice(-2).map(({ what }) => what),
      ['line-', 'supply-'],
    );
    assert.equal(pole.reports('state').at(-1)?.['state'], 'sleeping');
    const { record, by } = pole.proved.find(({ what }) => what === 'reboot') ?? {};
    assert.deepEqual([record, by], ['command', 'tinh-ha-noi/xa-lang-ha/dai-lang-ha']);
  });

  test('is refused where nobody would start the machine again, and the box plays on', () => {
    const pole = new Pole().until(20, ...broadcast(BULLETIN), at(8, REBOOT));
    const { ok, code, detail } = lastReply(pole);
    assert.deepEqual([ok, code, detail], [false, 'command.unavailable', 'reboot']);
    assert.equal(pole.exitedAtS, undefined);
    pole.assertHeard(6.005, 15.995, 6);
  });

  test('at the box itself is proved as the doing of whoever was there', () => {
    const pole = new Pole({ canReboot: true }).until(2);
    pole.take({ on: 'reboot', by: 'console' });
    pole.until(4);
    assert.deepEqual(pole.asked.at(-1)?.what, { do: 'leave', then: 'reboot' });
    const { record, by } = pole.proved.find(({ what }) => what === 'reboot') ?? {};
    assert.deepEqual([record, by], ['command', 'console']);
  });

  test('that is impossible is not done at the box itself either', () => {
    const pole = new Pole().until(2);
    pole.take({ on: 'reboot', by: 'console' });
    pole.until(4);
    assert.equal(pole.exitedAtS, undefined);
    assert.ok(pole.logged.some(({ event }) => event === 'reboot.unavailable'));
  });

  test('asked for while the box stops for another reason comes too late', () => {
    const pole = new Pole({ canReboot: true }).until(7, ...broadcast(BULLETIN));
    pole.take({ on: 'shutdown' });
    pole.take({ on: 'reboot', by: 'console' });
    pole.until(9);
    assert.deepEqual(pole.asked.at(-1)?.what, { do: 'leave', then: 'end' });
  });
});
