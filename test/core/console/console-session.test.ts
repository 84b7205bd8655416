import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Typist } from './console-typist.ts';

describe('a session', () => {
  test('greets in Vietnamese, says what to type, and prompts with the name of the box', () => {
    const { terminal } = new Typist();
    assert.match(terminal.text, /Gõ status/);
    assert.equal(terminal.lastLine, 'langha-03>');
  });

  test('changes the language, and says so in it', () => {
    const typist = new Typist();
    typist.type('language en\rstatus\r');
    assert.match(typist.terminal.text, /English\./);
    assert.match(typist.terminal.text, /LOUDSPEAKER GOOD/);
  });

  for (const typed of [
    'status',
    'STATUS',
    'trạng-thái',
    'tra\u0323ng-tha\u0301i',
    'trang-thai',
    '  status  ',
  ]) {
    test(`takes "${typed}" as status`, () => {
      const typist = new Typist();
      typist.type(`${typed}\r`);
      assert.match(typist.terminal.text, /LOA TỐT/);
    });
  }

  test('names what was meant by a word that is not one', () => {
    const typist = new Typist();
    typist.type('satus\rxyzzy\rlanguage fr\r');
    assert.match(typist.terminal.text, /"satus"\. Có phải: status\?/);
    assert.match(typist.terminal.text, /Không có lệnh "xyzzy"/);
    assert.match(typist.terminal.text, /Cách dùng:\n {2}language vi\|en/);
  });

  test('says between which numbers one must be', () => {
    const typist = new Typist();
    typist.type('volume -400\rconfig commit confirmed 90\rlanguage en\rvolume loud\r');
    assert.match(typist.terminal.text, /DB phải là số nguyên từ -\d+ đến \d+\./);
    assert.match(typist.terminal.text, /PHÚT phải là số nguyên từ 1 đến 60\./);
    assert.match(typist.terminal.text, /DB is a whole number from -\d+ to \d+\./);
  });

  test('completes a word by Tab, in either language', () => {
    const typist = new Typist();
    typist.type('sta\t');
    assert.equal(typist.terminal.lastLine, 'langha-03> status');
    typist.type('\x15lan\te\t');
    assert.equal(typist.terminal.lastLine, 'langha-03> language en');
    typist.type('\x15trạ\t');
    assert.equal(typist.terminal.lastLine, 'langha-03> trạng-thái');
  });

  test('shows what could stand here where Tab is not certain', () => {
    const typist = new Typist();
    typist.type('language \t');
    assert.match(typist.terminal.text, /\n {2}vi en\nlangha-03> language$/);
  });

  test('rings where Tab knows nothing', () => {
    const typist = new Typist();
    typist.type('zz\t');
    assert.equal(typist.terminal.bells, 1);
  });

  test('drops a line by Ctrl-C, and leaves by Ctrl-D on an empty one', () => {
    const typist = new Typist();
    typist.type('status\x03');
    assert.match(typist.terminal.text, /status\^C\nlangha-03>$/);
    typist.type('\x04');
    assert.equal(typist.isClosed, true);
    assert.match(typist.terminal.text, /Tạm biệt/);
  });

  test('makes room for the next technician on a line that never hangs up: logged out, greeted, no history', () => {
    const typist = new Typist({ manner: 'line' });
    typist.type('login\r482913\r');
    typist.answer({ about: 'pin', came: 'right', waitS: 0 });
    assert.equal(typist.terminal.lastLine, 'langha-03#');
    typist.type('language en\rlogout\r');
    assert.equal(typist.isClosed, false);
    assert.match(typist.terminal.text, /Good-bye\.\n\nLoa langha-03[^]*Gõ status[^]*\nlangha-03>$/);
    typist.type('\x1b[A');
    assert.equal(typist.terminal.lastLine, 'langha-03>');
  });

  test('finds its way back over wide letters when the window moves', () => {
    for (let count = 1; count <= 400; count += 1) {
      const typist = new Typist();
      for (const chunk of ['😀', '  　 ', '\x1b[D', 'status', 'x'.repeat(count), 'theo', '\x03']) {
        typist.type(chunk);
      }
      assert.equal(typist.terminal.lastLine, 'langha-03>');
    }
  });

  test('says that a line was too long', () => {
    const typist = new Typist();
    typist.type(`${'x'.repeat(1_000_000)}\rstatus\r`);
    assert.match(typist.terminal.text, /Dòng quá dài/);
    assert.match(typist.terminal.text, /LOA TỐT/);
  });

  test('answers one command alone, without greeting, echo or prompt, where a program asks', () => {
    const typist = new Typist({ manner: 'once' }, /^\{/);
    typist.type('status --json\nstatus\n');
    const { verdict, box } = JSON.parse(typist.output) as Record<string, unknown>;
    assert.deepEqual({ verdict, box }, { verdict: 'good', box: 'langha-03' });
    assert.equal(typist.isClosed, true);
  });
});
