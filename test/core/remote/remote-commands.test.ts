/** Commands to one box: done once, answered as often as they come, and not answered at all where they are not believed. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Deed } from '../../../agent/core/wire/orders/command.ts';
import { US_PER_S, after } from '../../../agent/core/vocabulary.ts';
import { MORNING } from '../control/announcement-builder.ts';
import { broadcast, type Broadcast } from '../head-end/broadcast-timetable.ts';
import {
  COMMUNE,
  COMMUNE_MANDATE,
  PROVINCE,
  ROOT,
  mandateText,
  PROVINCE_MANDATE,
  toyKey,
} from '../trust/mandate-builder.ts';
import { command, commandInput, mayAll } from './order-builder.ts';
import { Pole } from '../receiver/pole.ts';

const BULLETIN: Broadcast = { startS: 6, frames: 500 };
const volume = (volumeDb: number): Deed => ({ do: 'volume', volumeDb });
const TRIED = {
  card: 'stalled',
  relays: { supply: false, line: false },
  disk: { freeMiB: 100, trouble: null },
} as const;
const FOUND = {
  ok: false,
  relays: 'well',
  card: 'stalled',
  line: 'untested',
  time: 'well',
  disk: 'well',
  broker: 'well',
  diskFreeMiB: 100,
};
const RESTART: Deed = { do: 'restart' };

const at = (s: number, deed: Deed | Record<string, unknown>, signer = mayAll()) =>
  [s, commandInput(command(s), deed, { signer })] as const;

const replies = (pole: Pole) => pole.reports('reply');
const lastReply = (pole: Pole) => replies(pole).at(-1) ?? {};
const refusals = (pole: Pole): unknown => {
  pole.until(pole.nowS + 61);
  return pole.reports('telemetry').at(-1)?.['refusals'];
};

describe('the same id', () => {
  test('is done once and answered twice, and durable before it is answered', () => {
    const twice = commandInput(command(8), volume(-3));
    const pole = new Pole().until(7);
    const order = pole.take(twice).map((effect) => effect.do);
    assert.ok(order.indexOf('store') < order.indexOf('publish'));
    const again = pole.take(twice).map((effect) => effect.do);
    assert.deepEqual(
      again.filter((what) => what !== 'log'),
      ['publish'],
    );
    const [first, second] = replies(pole);
    assert.deepEqual(first, second);
  });

  test('of two who command is two commands', () => {
    const other = {
      key: COMMUNE,
      chain: [
        mandateText({ ...PROVINCE_MANDATE, may: ['command'] }, ROOT),
        mandateText({ ...COMMUNE_MANDATE, may: ['command'] }, PROVINCE),
      ],
    };
    const what = command(8, { issuer: COMMUNE_MANDATE.subject });
    const pole = new Pole().until(9, at(8, volume(-3)), [
      8,
      commandInput(what, volume(-9), { signer: other }),
    ]);
    assert.deepEqual(
      replies(pole).map(({ result }) => result),
      [{ volumeDb: -3 }, { volumeDb: -9 }],
    );
  });

  test('is remembered of the latest commands alone, and the older is refused by its number', () => {
    const pole = new Pole().until(1);
    for (let number = 1; number <= 40; number++) {
      pole.until(10 * number).take(commandInput(command(10 * number), volume(-1)));
    }
    assert.equal(pole.stored.at(-1)?.remote?.done.length, 32);
    pole.take(commandInput(command(10), volume(-1)));
    assert.equal(replies(pole).length, 40);
    assert.deepEqual(refusals(pole), { 'trust.replayed': 1 });
  });
});

describe('what takes its time', () => {
  test('is answered when it begins and when it is over', () => {
    const pole = new Pole().until(9, at(8, { do: 'self-test' }));
    assert.deepEqual(pole.asked, [{ atS: 8, what: { do: 'self-test', id: command(8).id } }]);
    pole.take({ on: 'self-tested', id: command(8).id, tried: TRIED });
    assert.deepEqual(
      replies(pole).map(({ status, result }) => [status, result]),
      [
        ['started', {}],
        ['done', FOUND],
      ],
    );
  });

  test('one at a time, not over an announcement, and not with the switch thrown', () => {
    const busy = new Pole().until(10, at(8, { do: 'self-test' }), at(9, { do: 'logs', lines: 5 }));
    assert.equal(lastReply(busy)['code'], 'command.busy');
    const playing = new Pole().until(9, ...broadcast(BULLETIN), at(8, { do: 'self-test' }));
    assert.equal(lastReply(playing)['code'], 'command.busy');
    const thrown = [1, { on: 'switch', isThrown: true }] as const;
    const silenced = new Pole().until(9, thrown, at(8, { do: 'self-test' }));
    assert.equal(lastReply(silenced)['code'], 'switch.thrown');
  });

  test('logs come by their id, and are said to be forgotten where they were too long to be kept', () => {
    const pole = new Pole().until(9, at(8, { do: 'logs', lines: 100 }));
    const lines = Array.from({ length: 100 }, (_, number) => `line ${number} of the log`);
    pole.take({ on: 'logs-collected', id: command(8).id, lines });
    assert.deepEqual(lastReply(pole)['result'], { lines });
    pole.until(10, [9.5, commandInput(command(8), { do: 'logs', lines: 100 })]);
    assert.equal(lastReply(pole)['code'], 'command.forgotten');
    assert.equal(pole.asked.length, 1);
  });

  test('finished without a connection is answered with the next', () => {
    const pole = new Pole().until(9, at(8, { do: 'self-test' }));
    pole.isBrokerThere = false;
    pole.breakLink();
    pole.take({ on: 'self-tested', id: command(8).id, tried: TRIED });
    assert.equal(replies(pole).length, 1);
    pole.isBrokerThere = true;
    pole.until(40);
    assert.deepEqual(
      replies(pole).map(({ status }) => status),
      ['started', 'done'],
    );
  });
});

describe('is refused with an answer, because it is believed:', () => {
  for (const [name, deed, signer, code, detail] of [
    [
      'a mandate to speak alone',
      volume(-3),
      mayAll({ may: ['speak', 'settings'] }),
      'mandate.right',
      'command',
    ],
    [
      'a command of another version',
      { do: 'sell', id: 'x' },
      mayAll(),
      'command.unknown',
      undefined,
    ],
    ['a shell', { do: 'shell', command: 'reboot' }, mayAll(), 'command.unknown', undefined],
    [
      'a volume that is no number',
      { do: 'volume', volumeDb: '3' },
      mayAll(),
      'command.field',
      'volumeDb',
    ],
    [
      'more lines than there may be',
      { do: 'logs', lines: 101 },
      mayAll(),
      'command.field',
      'lines',
    ],
  ] as const) {
    test(name, () => {
      const { id: _, ...rest } = deed as Record<string, unknown>;
      const pole = new Pole().until(9, [8, commandInput(command(8), rest, { signer })]);
      assert.deepEqual([lastReply(pole)['code'], lastReply(pole)['detail']], [code, detail]);
      assert.deepEqual(pole.reports('reported').at(-1)?.['settings'], {
        volumeDb: 0,
        chimeBefore: [],
        issuerOrder: [],
        heartbeatS: 60,
      });
    });
  }
});

describe('is counted, and not answered:', () => {
  const one = command(8);
  for (const [name, input, code] of [
    ['retained', commandInput(one, RESTART, { retained: true }), 'retained.command'],
    [
      'by a stranger',
      commandInput(one, RESTART, { signer: { key: toyKey(66), chain: [] } }),
      'chain.missing',
    ],
    [
      'by another key than the chain’s',
      commandInput(one, RESTART, { signer: { ...mayAll(), key: toyKey(66) } }),
      'trust.key',
    ],
    ['for another box', commandInput(command(8, { box: 'langha-04' }), RESTART), 'order.box'],
    [
      'for an area that is not this box’s',
      commandInput(one, RESTART, { signer: mayAll({ areas: ['vn.hn.langha.to1'] }) }),
      'mandate.area',
    ],
    [
      'that is old',
      commandInput(command(8, { issuedAt: after(MORNING, -61 * US_PER_S) }), RESTART),
      'trust.stale',
    ],
    [
      'that has expired',
      commandInput(command(8, { expiresAt: after(MORNING, 7.9 * US_PER_S) }), RESTART),
      'trust.expired',
    ],
    ['without an id', commandInput(command(8, { id: 'x' }), RESTART), 'command.field'],
  ] as const) {
    test(name, () => {
      const pole = new Pole().until(9, [8, input]);
      assert.equal(pole.exitedAtS, undefined);
      assert.deepEqual(replies(pole), []);
      assert.deepEqual(refusals(pole), { [code]: 1 });
    });
  }
});
