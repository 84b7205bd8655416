import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { PLAYING_BOX } from './console-box.ts';
import { Typist } from './console-typist.ts';

const RIGHT = { about: 'pin', came: 'right', waitS: 0 } as const;

/** At `watch`, over a terminal that has `isClear` to say whether it can take more. */
const watching = (isClear = () => true): Typist => {
  const typist = new Typist({ snapshot: () => PLAYING_BOX, isClear }, /^/);
  typist.type('watch\r482913\r');
  typist.answer(RIGHT);
  return typist;
};

describe('watch', () => {
  test('sends the whole screen once, and then no more than what changes', () => {
    const typist = watching();
    const first = typist.output.slice(typist.output.indexOf('\u001b[2J')).length;
    typist.output = '';
    typist.pass(30);
    const perSecond = Buffer.byteLength(typist.output) / 30;
    assert.ok(first < 2_500, `${first} characters`);
    // Two screens a second in full would be some 4,000.
    assert.ok(perSecond > 10 && perSecond < 600, `${perSecond} bytes a second`);
  });

  test('sends nothing to a terminal that still has some to show', () => {
    const typist = watching(() => false);
    typist.output = '';
    typist.pass(30);
    assert.equal(typist.output, '');
  });

  for (const key of ['q', '\r', '\x03']) {
    test(`ends by ${JSON.stringify(key)}, with the cursor seen again and a prompt`, () => {
      const typist = watching();
      typist.output = '';
      typist.type(`xyz${key}`);
      assert.match(typist.output, /\u001b\[\?25h\r\nlangha-03# $/);
    });
  }
});
