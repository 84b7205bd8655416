import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { IDLE_US } from '../../../agent/core/console/login/login.ts';
import { LoginGate } from '../../../agent/core/console/login/login-gate.ts';
import { monoUs, US_PER_S } from '../../../agent/core/vocabulary.ts';
import type { BoxSnapshot } from '../../../agent/core/console/snapshot.ts';
import { GOOD_BOX, GOOD_PROBES, PLAYING_BOX } from './console-box.ts';
import { Typist } from './console-typist.ts';

const RIGHT = { about: 'pin', came: 'right', waitS: 0 } as const;

const loggedIn = (): Typist => {
  const typist = new Typist();
  typist.type('login\r482913\r');
  typist.answer(RIGHT);
  return typist;
};

describe('a login', () => {
  test('is asked for by the first command that needs it, which is obeyed once the PIN was right', () => {
    const typist = new Typist();
    typist.type('time\r');
    assert.equal(typist.terminal.lastLine, 'Mã PIN:');
    typist.type('482913\r');
    assert.deepEqual(typist.question, { about: 'pin', pin: '482913' });
    assert.doesNotMatch(typist.output, /482913/);
    typist.answer(RIGHT);
    assert.match(typist.terminal.text, /Đã đăng nhập\.\n[^]*Bây giờ/);
    assert.equal(typist.terminal.lastLine, 'langha-03#');
    assert.deepEqual(
      typist.effects.flatMap((effect) => (effect.do === 'note' ? [effect.what] : [])),
      [{ did: 'login' }, { did: 'command', line: 'time' }],
    );
  });

  test('is not had by a wrong PIN, nor is what was asked for before it', () => {
    const typist = new Typist();
    typist.type('stop\r000000\r');
    typist.answer({ about: 'pin', came: 'wrong', waitS: 8 });
    assert.match(typist.terminal.text, /Sai mã PIN\. Đợi 8 giây/);
    assert.equal(typist.terminal.lastLine, 'langha-03>');
    assert.equal(
      typist.effects.some((effect) => effect.do === 'post'),
      false,
    );
    typist.type('time\r');
    assert.equal(typist.terminal.lastLine, 'Mã PIN:');
  });

  test('cannot be had where no PIN is set, and status shows all the same', () => {
    const typist = new Typist();
    typist.type('why\r\r');
    typist.answer({ about: 'pin', came: 'unset', waitS: 0 });
    assert.match(typist.terminal.text, /chưa đặt mã PIN/);
    typist.type('status\r');
    assert.match(typist.terminal.text, /LOA TỐT/);
  });

  test('is given up by Ctrl-C', () => {
    const typist = new Typist();
    typist.type('time\r48\x03status\r');
    assert.match(typist.terminal.text, /LOA TỐT/);
    assert.equal(typist.question, undefined);
  });

  test('lapses after ten minutes without a key, whatever runs', () => {
    const typist = loggedIn();
    typist.type('why\r');
    typist.pass(IDLE_US / US_PER_S - 1);
    assert.equal(typist.terminal.lastLine, 'langha-03#');
    typist.pass(1);
    assert.match(typist.terminal.text, /đã tự thoát/);
    assert.equal(typist.terminal.lastLine, 'langha-03>');
  });

  test('is over when the terminal is gone, and that is noted', () => {
    const typist = loggedIn();
    typist.session.hangUp();
    typist.type('time\r');
    assert.doesNotMatch(typist.output, /Bây giờ/);
    assert.deepEqual(typist.effects.at(-1), {
      do: 'note',
      what: { did: 'logout', why: 'hung-up' },
    });
  });

  test('is needed by every command but those that only look at status, help and language', () => {
    for (const command of [
      'watch',
      'why',
      'faults',
      'stop',
      'network',
      'time',
      'log',
      'identity',
    ]) {
      const typist = new Typist();
      typist.type(`${command}\r`);
      assert.equal(typist.terminal.lastLine, 'Mã PIN:', command);
    }
  });
});

describe('while a command runs', () => {
  test('what is typed waits, and has its turn', () => {
    const typist = loggedIn();
    typist.type('why\rtime\r');
    assert.doesNotMatch(typist.terminal.text, /Bây giờ/);
    typist.answer({ about: 'probes', probes: GOOD_PROBES });
    assert.match(typist.terminal.text, /LOA TỐT[^]*Bây giờ/);
  });

  test('Ctrl-C stops it, and drops what was typed before it', () => {
    const typist = loggedIn();
    typist.type('why\r');
    typist.type('time\r\x03status\r');
    assert.match(typist.terminal.text, /LOA TỐT/);
    assert.doesNotMatch(typist.terminal.text, /Bây giờ/);
  });

  test('one that is never answered is over after ten seconds, and says so', () => {
    const typist = loggedIn();
    typist.type('network\r');
    typist.pass(10);
    assert.match(typist.terminal.text, /Không đo xong trong 10 giây/);
    assert.equal(typist.terminal.lastLine, 'langha-03#');
  });

  test('a title that holds an escape sequence is shown without it', () => {
    const typist = loggedIn();
    typist.type('log\r');
    const fields = 'title=\u001b[2J\u202eevil';
    typist.answer({ about: 'log', lines: [{ time: '', level: 'info', event: 'x', fields }] });
    assert.match(typist.terminal.text, /title=\[2Jevil/);
  });

  test('a test programme is followed to its end, and what came of it is told', () => {
    let announcement: BoxSnapshot['announcement'] = null;
    const typist = new Typist({ snapshot: () => ({ ...GOOD_BOX, announcement }) });
    typist.type('test tone\r482913\r');
    typist.answer(RIGHT);
    assert.deepEqual(typist.question, { about: 'test', test: 'tone' });
    typist.answer({ about: 'test', id: 'console-1' });
    announcement = { ...PLAYING_BOX.announcement!, id: 'console-1', heardS: 3 };
    typist.pass(3);
    assert.equal(typist.session.isBusy, true);
    announcement = null;
    typist.pass(1);
    assert.match(typist.terminal.text, /Card tiếng đã phát 3,0 giây/);
    assert.equal(typist.terminal.lastLine, 'langha-03#');
  });

  test('a test of all tells of sound, relays and line as they were while it played', () => {
    let box: BoxSnapshot = GOOD_BOX;
    const typist = new Typist({ snapshot: () => box });
    typist.type('test all\r482913\r');
    typist.answer(RIGHT);
    assert.deepEqual(typist.question, { about: 'test', test: 'tone' });
    typist.answer({ about: 'test', id: 'console-1' });
    const body = { ...GOOD_BOX.body, speakerLine: 'open' } as const;
    const relaysRead = { supply: true, line: null };
    box = {
      ...PLAYING_BOX,
      announcement: { ...PLAYING_BOX.announcement!, id: 'console-1', heardS: 3 },
      body,
      relaysRead,
    };
    typist.pass(3);
    box = GOOD_BOX;
    typist.pass(1);
    const { text } = typist.terminal;
    assert.match(text, /Card tiếng đã phát 3,0 giây/);
    assert.match(text, /Rơ-le nguồn +lệnh: đóng; thực tế: đóng/);
    assert.match(text, /Rơ-le đường loa +lệnh: đóng; thực tế: không đọc được/);
    assert.match(text, /Đường loa +HỞ MẠCH/);
  });

  test('a test of relays plays nothing but silence', () => {
    const typist = loggedIn();
    typist.type('test relay\r');
    assert.deepEqual(typist.question, { about: 'test', test: 'silence' });
  });

  test('a test programme that was not let in is told of', () => {
    const typist = loggedIn();
    typist.type('test speech\r');
    typist.answer({ about: 'test', id: 'console-1' });
    typist.pass(6);
    assert.match(typist.terminal.text, /Chưa phát được/);
  });

  test('reboot starts the machine again where somebody does that, and says so where nobody would', () => {
    const typist = loggedIn();
    typist.type('reboot\r');
    const posted = () =>
      typist.effects.flatMap((effect) => (effect.do === 'post' ? [effect.input] : []));
    assert.deepEqual(posted(), [{ on: 'reboot', by: 'console' }]);
    const facts = { ...GOOD_BOX.facts, canReboot: false };
    const nowhere = new Typist({ snapshot: () => ({ ...GOOD_BOX, facts }) });
    nowhere.type('reboot\r482913\r');
    nowhere.answer(RIGHT);
    assert.match(nowhere.terminal.text, /Không khởi động lại máy được từ đây/);
    assert.ok(nowhere.effects.every((effect) => effect.do !== 'post'));
  });

  test('stop silences the box', () => {
    const typist = loggedIn();
    typist.type('stop\r');
    assert.deepEqual(
      typist.effects.flatMap((effect) => (effect.do === 'post' ? [effect.input] : [])),
      [{ on: 'stop-all', by: 'console' }],
    );
  });
});

describe('whoever types wrong PINs', () => {
  test('waits ever longer from the third on, at most a quarter of an hour', () => {
    const gate = new LoginGate(0, monoUs(0));
    const waits = Array.from({ length: 14 }, () => {
      gate.tries(monoUs(0));
      return gate.waitS(monoUs(0));
    });
    assert.deepEqual(waits, [0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]);
  });

  test('waits again after a restart', () => {
    assert.equal(new LoginGate(6, monoUs(5e6)).waitS(monoUs(5e6)), 16);
    assert.equal(new LoginGate(2, monoUs(5e6)).waitS(monoUs(5e6)), 0);
  });

  test('is forgiven by the right one', () => {
    const gate = new LoginGate(9, monoUs(0));
    gate.succeeds(monoUs(0));
    assert.equal(gate.failures, 0);
    assert.equal(gate.waitS(monoUs(0)), 0);
  });
});
