import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ACK, WANT_CRC } from '../../../agent/core/console/ymodem/block.ts';
import { Typist } from './console-typist.ts';

const BUNDLE = { about: 'export', name: 'langha-03.json.gz', bytes: new Uint8Array(200) } as const;

const asked = (command: string): Typist => {
  const typist = new Typist();
  typist.type(`${command}\r482913\r`);
  typist.answer({ about: 'pin', came: 'right', waitS: 0 });
  assert.deepEqual(typist.question, { about: 'export' });
  return typist;
};
const sent = ({ effects }: Typist): number =>
  effects.filter((effect) => effect.do === 'send').length;

describe('a bundle by YMODEM', () => {
  test('is announced, and no word is written into it until the terminal has cleared up', () => {
    const typist = asked('export ymodem');
    typist.answer(BUNDLE);
    assert.match(typist.terminal.text, /langha-03\.json\.gz, 200 byte/);
    const before = typist.output;
    typist.type(Uint8Array.of(WANT_CRC));
    for (const words of [[ACK, WANT_CRC], [ACK], [ACK, WANT_CRC], [ACK]]) {
      typist.type(Uint8Array.from(words));
    }
    // Header, one block of 1024, the end, an empty header.
    assert.equal(sent(typist), 4);
    assert.equal(typist.output, before);
    typist.type('whatever is left in the line');
    typist.pass(1);
    assert.match(typist.terminal.text, /Đã gửi xong 200 byte/);
    assert.equal(typist.terminal.lastLine, 'langha-03#');
  });

  test('is given up by Ctrl-C while it is gathered, and while nobody receives', () => {
    const early = asked('export ymodem');
    early.type('\x03');
    assert.equal(early.terminal.lastLine, 'langha-03#');
    const late = asked('export ymodem');
    late.answer(BUNDLE);
    late.type('\x03');
    late.pass(1);
    assert.match(late.terminal.text, /Đã thôi, chưa gửi xong/);
    assert.equal(sent(late), 0);
  });

  test('that nobody receives within a minute is taken back, and the other way is named', () => {
    const typist = asked('export ymodem');
    typist.answer(BUNDLE);
    typist.pass(62);
    assert.match(typist.terminal.text, /không nhận trong 60 giây[^]*gõ: export/);
  });

  test('that cannot be gathered is told of', () => {
    const typist = asked('export ymodem');
    typist.pass(11);
    assert.match(typist.terminal.text, /Không đo xong trong 10 giây/);
  });
});

test('a bundle in base64 stands between two lines, padded', () => {
  const typist = asked('export');
  typist.answer({ ...BUNDLE, bytes: Uint8Array.of(0xfb, 0xff, 0xbf, 0x01) });
  assert.match(
    typist.terminal.text,
    /-----BEGIN LOA BUNDLE-----\n\+\/\+\/AQ==\n-----END LOA BUNDLE-----/,
  );
});
