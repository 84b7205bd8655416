import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { KeyReader } from '../../../agent/core/console/line/key-reader.ts';
import { LineEditor, LINE_CELLS_MAX } from '../../../agent/core/console/line/line-editor.ts';
import { DumbTerminal } from './dumb-terminal.ts';

const PROMPT = 'loa> ';

/** A line editor at a terminal, and the lines that came of what was typed. */
const desk = (isSecret = false) => {
  const terminal = new DumbTerminal();
  const keys = new KeyReader();
  const line = new LineEditor();
  const lines: string[] = [];
  const events: string[] = [];
  const begin = (): void => {
    terminal.write(PROMPT);
    line.begin(PROMPT.length, isSecret);
  };
  begin();
  return {
    terminal,
    line,
    lines,
    events,
    type: (...chunks: (string | Uint8Array)[]) => {
      for (const chunk of chunks) {
        for (const byte of typeof chunk === 'string' ? Buffer.from(chunk) : chunk) {
          const key = keys.take(byte);
          const event = key && line.take(key);
          if (event === undefined) continue;
          terminal.write(line.echo());
          events.push(event.event);
          if (event.event === 'line') lines.push(event.text);
          if (event.event === 'line' || event.event === 'overlong') {
            terminal.write('\r\n');
            begin();
          }
        }
        terminal.write(line.echo());
      }
    },
  };
};

describe('a line that is typed', () => {
  const cases: readonly (readonly [
    situation: string,
    typed: readonly (string | Uint8Array)[],
    lines: readonly string[],
  ])[] = [
    ['ends with CR', ['status\r'], ['status']],
    ['ends with LF', ['status\n'], ['status']],
    ['ends with CR LF, once', ['a\r\nb\r\n'], ['a', 'b']],
    ['ends with CR LF that come apart', ['a\r', '\nb\r'], ['a', 'b']],
    ['ends with the CR NUL of telnet', ['a\r\0b\r\0'], ['a', 'b']],
    ['may be empty', ['\r\r'], ['', '']],
    [
      'comes byte by byte in the middle of a letter',
      [Uint8Array.of(0xe1), Uint8Array.of(0xba), Uint8Array.of(0xbf), '\r'],
      ['ế'],
    ],
    [
      'comes in pieces (NFD) and is composed',
      ['tie\u0302\u0301ng vie\u0302\u0323t\r'],
      ['tiếng việt'],
    ],
    ['is the same composed', ['tiếng việt\r'], ['tiếng việt']],
    ['loses a whole letter by one backspace, marks and all', ['e\u0302\u0301\x7f\r'], ['']],
    ['gets a mark on the letter before the cursor', ['ab\x1b[D\u0301\r'], ['áb']],
    [
      'is noise but for the letters in it',
      [Uint8Array.of(0xff, 0xc0, 0x80, 0xed, 0xa0, 0x80, 0xf5), 'ok\r'],
      ['ok'],
    ],
    ['goes on after a letter that was cut short', [Uint8Array.of(0xe1, 0xba), 'a\r'], ['a']],
    ['is edited in its middle', ['sttus\x1b[D\x1b[D\x1b[Da\r'], ['status']],
    ['is edited at both ends', ['tatu\x1b[Hs\x1b[Fs\r'], ['status']],
    ['loses the letter under the cursor', ['staXtus\x1b[D\x1b[D\x1b[D\x1b[D\x1b[3~\r'], ['status']],
    ['is killed before the cursor', ['xx\x15ok\r'], ['ok']],
    ['is killed behind the cursor', ['okxx\x1b[D\x1b[D\x0b\r'], ['ok']],
    ['loses a word', ['config show  all\x17\x17x\r'], ['config x']],
    ['is recalled', ['one\rtwo\r\x1b[A\x1b[A\r'], ['one', 'two', 'one']],
    ['is recalled and left again for what was begun', ['one\rtw\x1b[A\x1b[Bo\r'], ['one', 'two']],
    [
      'leaves out sequences that it does not know',
      ['a\x1b[200~b\x1b[1;5Cc\x1bOPd\x1b[31mx\r'],
      ['abcdx'],
    ],
    ['is finished by Enter within a sequence', ['a\x1b[\rb\r'], ['a', 'b']],
    ['cannot be turned around or hidden', ['a\u202eb\u200bc\u0085\r'], ['abc']],
  ];
  for (const [situation, typed, lines] of cases) {
    test(situation, () => {
      const { type, lines: got } = desk();
      type(...typed);
      assert.deepEqual(got, lines);
    });
  }

  test('stands on the terminal as it is, with the cursor in its place', () => {
    const { type, terminal } = desk();
    type('tie\u0302\u0301ng vie\u0302\u0323t');
    assert.equal(terminal.lastLine, `${PROMPT}tiếng việt`);
    type('\x1b[H\x1b[C');
    assert.equal(terminal.column, PROMPT.length + 1);
    type('\x7f');
    assert.equal(terminal.lastLine, `${PROMPT}iếng việt`);
    assert.equal(terminal.column, PROMPT.length);
  });

  test('scrolls sideways where it is longer than the terminal, and never runs over its edge', () => {
    const { type, terminal, lines } = desk();
    const long = Array.from({ length: 200 }, (_, index) => String(index % 10)).join('');
    type(...Array.from(long));
    assert.ok(terminal.lastLine.endsWith('789'), terminal.lastLine);
    type('\x1b[H');
    assert.ok(terminal.lastLine.startsWith(`${PROMPT}0123`), terminal.lastLine);
    assert.equal(terminal.column, PROMPT.length);
    type('\r');
    assert.deepEqual(lines, [long]);
  });

  test('shows stars where it is a secret, and history neither keeps it nor shows another', () => {
    const { type, terminal, lines, line } = desk(true);
    type('482913');
    assert.equal(terminal.lastLine, `${PROMPT}******`);
    type('\r');
    assert.deepEqual(lines, ['482913']);
    line.begin(PROMPT.length, false);
    type('\x1b[A\r');
    assert.deepEqual(lines, ['482913', '']);
  });

  test('is refused whole where it is too long, and the next one is right again', () => {
    const { type, lines, events } = desk();
    type('x'.repeat(LINE_CELLS_MAX + 1), '\rok\r');
    assert.deepEqual(lines, ['ok']);
    assert.deepEqual(events, ['overlong', 'line']);
  });

  test('bears a heap of marks on one letter', () => {
    const { type, lines } = desk();
    type(`a${'\u0301'.repeat(10_000)}\r`);
    assert.ok((lines[0]?.length ?? 99) < 10);
  });
});
