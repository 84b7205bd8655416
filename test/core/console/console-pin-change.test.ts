import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { pinWeakness } from '../../../agent/core/console/login/pin-strength.ts';
import { IDLE_US } from '../../../agent/core/console/login/login.ts';
import { monoUs, US_PER_S } from '../../../agent/core/vocabulary.ts';
import { Typist } from './console-typist.ts';

const loggedIn = (manner: 'terminal' | 'line' = 'terminal'): Typist => {
  const typist = new Typist({ manner });
  typist.type('login\r482913\r');
  typist.answer({ about: 'pin', came: 'right', waitS: 0 });
  return typist;
};
const notes = ({ effects }: Typist) =>
  effects.flatMap((effect) => (effect.do === 'note' ? [effect.what] : []));

describe('a change of the PIN', () => {
  test('asks for the old one and for the new one twice, shows neither, and notes the command without them', () => {
    const typist = loggedIn();
    typist.type('provision pin\r');
    assert.equal(typist.terminal.lastLine, 'Mã PIN cũ:');
    typist.type('482913\r');
    assert.equal(typist.terminal.lastLine, 'Mã PIN mới (từ 6 ký tự):');
    typist.type('730518\r');
    assert.equal(typist.terminal.lastLine, 'Gõ lại mã PIN mới:');
    typist.type('730518\r');
    assert.deepEqual(typist.question, { about: 'new-pin', old: '482913', pin: '730518' });
    typist.answer({ about: 'new-pin', came: 'changed', waitS: 0 });
    assert.match(typist.terminal.text, /Đã đổi mã PIN/);
    assert.equal(typist.terminal.lastLine, 'langha-03#');
    assert.doesNotMatch(typist.output, /482913|730518/);
    assert.deepEqual(notes(typist).slice(1), [{ did: 'command', line: 'provision pin' }]);
    // Nor does the history of the line know it.
    typist.type('\u001b[A');
    assert.equal(typist.terminal.lastLine, 'langha-03# provision pin');
    typist.type('\u001b[A\u001b[A');
    assert.equal(typist.terminal.lastLine, 'langha-03# login');
  });

  test('wants the PIN even of whoever is logged in', () => {
    const typist = loggedIn();
    typist.type('provision pin\r000000\r730518\r730518\r');
    typist.answer({ about: 'new-pin', came: 'wrong', waitS: 4 });
    assert.match(typist.terminal.text, /Sai mã PIN\. Đợi 4 giây/);
  });

  for (const [pin, again, says] of [
    ['730518', '730519', /không giống nhau/],
    ['73051', '73051', /ít nhất 6 ký tự/],
    ['121212', '121212', /lặp đi lặp lại/],
    ['123456', '123456', /đếm lên/],
    ['LANGHA-03', 'LANGHA-03', /tên của loa/],
  ] as const) {
    test(`to ${pin} and then ${again} asks nobody, and says why`, () => {
      const typist = loggedIn();
      typist.type(`provision pin\r482913\r${pin}\r${again}\r`);
      assert.match(typist.terminal.text, says);
      assert.deepEqual(typist.question, { about: 'pin', pin: '482913' });
      assert.equal(typist.terminal.lastLine, 'langha-03#');
    });
  }

  test('says that the old one still holds where the new one cannot be kept', () => {
    const typist = loggedIn();
    typist.type('language en\rprovision pin\r482913\r730518\r730518\r');
    typist.answer({ about: 'new-pin', came: 'not-kept', why: 'read-only file system' });
    assert.match(typist.terminal.text, /the old one\s+still holds: it can only be read/);
  });

  for (const [how, keys] of [
    ['by Ctrl-C', '\u0003'],
    ['by Ctrl-D, with all that was begun', '\u0004'],
  ] as const) {
    test(`is given up ${how}`, () => {
      const typist = loggedIn('line');
      typist.type(`provision pin\r482913\r${keys}`);
      assert.match(typist.terminal.lastLine, /^langha-03/);
      typist.type('status\r');
      assert.match(typist.terminal.text, /LOA TỐT/);
    });
  }

  test('is given up by whoever walks away from it', () => {
    const typist = loggedIn('line');
    typist.type('provision pin\r482913\r');
    typist.pass(IDLE_US / US_PER_S);
    assert.equal(typist.terminal.lastLine, 'langha-03>');
    typist.type('status\r');
    assert.match(typist.terminal.text, /LOA TỐT/);
    // Whoever comes next does not see what the one before has typed.
    typist.type('\u001b[A\u001b[A');
    assert.equal(typist.terminal.lastLine, 'langha-03> status');
  });

  test('logs out whoever was let in by the old one, and nobody else', () => {
    const other = loggedIn();
    other.session.expel(monoUs(0));
    other.type('\0');
    assert.match(other.terminal.text, /Mã PIN vừa được đổi ở chỗ khác/);
    assert.equal(other.terminal.lastLine, 'langha-03>');
    assert.deepEqual(notes(other).at(-1), { did: 'logout', why: 'pin-change' });
    const guest = new Typist();
    const before = guest.output;
    guest.session.expel(monoUs(0));
    guest.type('\0');
    assert.equal(guest.output, before);
  });

  test('is not for whoever is not logged in', () => {
    const typist = new Typist();
    typist.type('provision pin\r');
    assert.equal(typist.terminal.lastLine, 'Mã PIN:');
  });
});

describe('a PIN', () => {
  for (const [weak, why] of [
    ['12345', 'short'],
    ['a\u0323\u0302a\u0323\u0302a\u0323\u0302', 'short'],
    ['x'.repeat(65), 'long'],
    ['111111', 'few'],
    ['909090', 'few'],
    ['345678', 'counting'],
    ['987654', 'counting'],
    ['langha-03', 'box-name'],
  ] as const) {
    test(`will not be ${weak.slice(0, 8)}: ${why}`, () => {
      assert.equal(pinWeakness(weak, 'langha-03'), why);
    });
  }

  test('may be six digits that are nobody’s first guess', () => {
    assert.equal(pinWeakness('482913', 'langha-03'), undefined);
  });
});
