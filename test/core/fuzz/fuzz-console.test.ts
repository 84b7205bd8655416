/**
 * A million technicians who type anything, in five minutes: make fuzz-console
 */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Answer } from '../../../agent/core/console/effect.ts';
import { complete } from '../../../agent/core/console/grammar/completion.ts';
import { FORMS } from '../../../agent/core/console/grammar/forms.ts';
import { understand } from '../../../agent/core/console/grammar/grammar.ts';
import { unsetBox } from '../../../agent/core/console/unset/unset-host.ts';
import { GOOD_PROBES, LOG } from '../console/console-box.ts';
import { Typist } from '../console/console-typist.ts';
import { answered, fuzz } from './fuzzing.ts';
import { BROKEN_BOX, LOST_BOX, MISTAKEN_BOX, NEW_BOX } from '../console/unset-boxes.ts';

const WORDS = FORMS.flatMap(({ parts }) =>
  parts.flatMap((part) => (part.is === 'word' ? [part.word, part.vi ?? part.word] : [])),
);
const KEYS = [
  '\r',
  '\n',
  '\r\n',
  '\t',
  '\x03',
  '\x04',
  '\x7f',
  '\x15',
  '\x17',
  '\x0c',
  '\x1b[A',
  '\x1b[B',
  '\x1b[C',
  '\x1b[D',
  '\x1b[H',
  '\x1b[3~',
  '\x1b[',
  '\x1b',
  'q',
  ' ',
  '"',
  '\u0301',
  'ế',
  '語',
  '😀',
];
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Keys and words that mean something, with noise between them. */
const typed = fc.array(
  fc.oneof(
    fc.uint8Array({ maxLength: 12 }),
    fc.constantFrom(...KEYS).map(utf8),
    fc.constantFrom(...WORDS).map(utf8),
    fc.integer({ min: 1, max: 400 }).map((count) => utf8('x'.repeat(count))),
  ),
  { maxLength: 24 },
);

/** `watch`, and the one long line of JSON. */
const BEYOND = /\u001b|^\{"verdict/;

const ANSWERS: readonly Answer[] = [
  { about: 'pin', came: 'right', waitS: 0 },
  { about: 'pin', came: 'wrong', waitS: 4 },
  { about: 'probes', probes: GOOD_PROBES },
  { about: 'look' },
  { about: 'log', lines: LOG },
];

fuzz(
  'whatever is typed, the console stands, and its terminal shows nothing that it cannot',
  fc.record({ typed, answers: fc.array(fc.constantFrom(...ANSWERS), { maxLength: 6 }) }),
  ({ typed: chunks, answers }) => {
    const typist = new Typist({}, BEYOND);
    let next = 0;
    for (const chunk of chunks) {
      const bytes = Buffer.concat([typist.waiting, chunk]);
      typist.type(bytes);
      const answer = answers[next++];
      if (answer !== undefined && typist.session.isBusy) typist.answer(answer);
      typist.pass(1);
      typist.effects.splice(0);
    }
    answered(typist.isClosed ? 'left' : typist.session.isBusy ? 'busy' : 'at the prompt');
  },
);

/** All that the shell of a box that cannot start answers. */
const ASKED_OF_UNSET = ['pin', 'new-pin', 'first-pin', 'config', 'log'];

fuzz(
  'whatever is typed at a box that cannot start, nothing is asked that nobody there could answer',
  fc.record({
    typed,
    box: fc.constantFrom(NEW_BOX, MISTAKEN_BOX, BROKEN_BOX, LOST_BOX),
    answers: fc.array(fc.constantFrom(...ANSWERS), { maxLength: 6 }),
  }),
  ({ typed: chunks, box, answers }) => {
    const typist = new Typist({ host: unsetBox(() => box) }, BEYOND);
    let next = 0;
    for (const chunk of chunks) {
      typist.type(Buffer.concat([typist.waiting, chunk]));
      const { question } = typist;
      assert.ok(question === undefined || ASKED_OF_UNSET.includes(question.about));
      const answer = answers[next++];
      if (answer !== undefined && typist.session.isBusy) typist.answer(answer);
      typist.pass(1);
      typist.effects.splice(0);
    }
    answered(typist.isClosed ? 'left' : typist.session.isBusy ? 'busy' : 'at the prompt');
  },
);

fuzz(
  'any line is a command, or is told what is wrong with it',
  fc.oneof(
    fc.string({ maxLength: 60, unit: 'binary' }),
    fc
      .array(fc.oneof(fc.constantFrom(...WORDS), fc.string({ maxLength: 8 })), { maxLength: 5 })
      .map((words) => words.join(' ')),
  ),
  (line) => {
    const understood = understand(line);
    answered(String(understood.ok));
    if (understood.ok === false) {
      assert.ok(understood.says.vi.length > 0 && understood.says.en.length > 0);
    }
    const { insert, among } = complete(line);
    for (const word of among) assert.ok(WORDS.includes(word) || word.length > 0);
    assert.ok(insert.length < 40);
  },
);
