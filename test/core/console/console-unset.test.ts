/** The console of a box that cannot start: who may do what there, and that nothing is asked of a box that is not there. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { usageOf } from '../../../agent/core/console/grammar/form.ts';
import { FORMS } from '../../../agent/core/console/grammar/forms.ts';
import { LANGUAGES } from '../../../agent/core/console/phrases/language.ts';
import type { UnsetBox } from '../../../agent/core/console/unset/unset-box.ts';
import { unsetBox } from '../../../agent/core/console/unset/unset-host.ts';
import { stopOf, lineOf } from './console-tour.ts';
import { Typist } from './console-typist.ts';
import { BROKEN_BOX, LOST_BOX, MISTAKEN_BOX, NEW_BOX } from './unset-boxes.ts';

/** What is for a program is wider than a terminal. */
const JSON_LINE = /^\{"verdict"/;
const at = (box: UnsetBox, language: 'vi' | 'en' = 'en'): Typist =>
  new Typist({ language, host: unsetBox(() => box) }, JSON_LINE);
/** However it was broken at the edge of the terminal. */
const prose = (output: string): string => output.replaceAll('\r\n', ' ');
const typed = (typist: Typist, line: string): string => {
  const before = typist.output.length;
  typist.type(`${line}\r`);
  return typist.output.slice(before);
};
const loggedIn = (box: UnsetBox): Typist => {
  const typist = at(box);
  typist.type('login\r482913\r');
  typist.answer({ about: 'pin', came: 'right', waitS: 0 });
  return typist;
};

test('the first screen says what is wrong and what to do, in either language', () => {
  assert.ok(
    prose(at(MISTAKEN_BOX, 'vi').output).startsWith(
      ' CHƯA CHẠY: /etc/loa/agent.toml:11: audio.buffer_ms: đang là 9999, cần số nguyên từ 60 đến 600 (ms) ' +
        'LÀM: Gõ: config set audio.buffer_ms GIÁ-TRỊ, rồi: config commit confirmed 5 ' +
        'Loa langha-03 (0.1.0). ',
    ),
  );
  assert.ok(
    at(NEW_BOX).output.startsWith(
      '\r\nNOT RUNNING: it was not given box.id, box.area, broker.url, trust.roots\r\n' +
        'DO: Type provision to see what the box must be given\r\n' +
        'Loa without name (0.1.0). ',
    ),
  );
  assert.match(at(BROKEN_BOX).output, /DO: Mend it on the machine, see \/etc\/loa\/agent\.toml/);
});

test('Enter alone brings it again, for a cable that was plugged in after it', () => {
  const typist = at(NEW_BOX);
  const said = typed(typist, '');
  assert.equal(
    said,
    '\r\nNOT RUNNING: it was not given box.id, box.area, broker.url, trust.roots\r\n' +
      'DO: Type provision to see what the box must be given\r\nloa> ',
  );
});

describe('at a box that nobody has ever set', () => {
  test('the first PIN may be set by whoever has a cable, and nothing else before it', () => {
    const typist = at(NEW_BOX);
    assert.match(typed(typist, 'config set box.id mine'), /Set that first: provision pin/);
    assert.match(typed(typist, 'login'), /Set that first: provision pin/);
    assert.equal(typist.question, undefined);
    typist.type('provision pin\r730518\r730518\r');
    assert.deepEqual(typist.question, { about: 'first-pin', pin: '730518' });
    typist.answer({ about: 'first-pin', came: 'set' });
    assert.match(typist.output, /This box has its PIN now\. .*: login/);
    assert.doesNotMatch(typist.output, /730518/);
  });

  test('it is typed twice alike, and is nobody’s first guess', () => {
    const typist = at(NEW_BOX);
    typist.type('provision pin\r730518\r730519\r');
    assert.match(typist.output, /was not the same twice/);
    typist.type('provision pin\r123456\r123456\r');
    assert.match(typist.output, /it only counts up or down/);
    assert.equal(typist.question, undefined);
  });

  test('where the shell knows better, it is guarded', () => {
    const typist = at(NEW_BOX);
    typist.type('provision pin\r730518\r730518\r');
    typist.answer({ about: 'first-pin', came: 'guarded' });
    assert.match(prose(typist.output), /Set it on the machine: loa-agent set-pin/);
  });
});

test('a box that was set once and has no PIN is only looked at, and sent to the machine for one', () => {
  const typist = at(LOST_BOX);
  for (const line of ['provision pin', 'config set box.id mine', 'restart', 'login']) {
    assert.match(prose(typed(typist, line)), /Set one on the machine: loa-agent set-pin/, line);
  }
  assert.equal(typist.question, undefined);
  assert.match(typed(typist, 'log'), /^log\r\n/);
  assert.deepEqual(typist.question, { about: 'log', filter: '', isFollowed: false });
});

test('a PIN guards what changes anything, and the log, as at a box that lives', () => {
  const typist = at(MISTAKEN_BOX);
  for (const line of [
    'log',
    'config show',
    'config set audio.buffer_ms 200',
    'restart',
    'reboot',
  ]) {
    assert.match(typed(typist, line), /PIN: $/, line);
    typist.type('\x03');
  }
  assert.equal(typist.question, undefined);
});

test('whoever is logged in commits what was set, and that starts the box', () => {
  const typist = loggedIn(MISTAKEN_BOX);
  typist.type('config commit confirmed 5\r');
  typist.answer({ about: 'config', answer: { came: 'committed', minutes: 5 } });
  assert.deepEqual(
    typist.effects.filter((effect) => effect.do === 'post'),
    [{ do: 'post', input: { on: 'shutdown' } }],
  );
});

test('every command is answered in both languages, and what needs a box says why there is none', () => {
  const NEEDS = {
    vi: /Lệnh này cần loa đang chạy\.\r\nCHƯA CHẠY: .*audio\.buffer_ms/,
    en: /That needs a box that runs\.\r\nNOT RUNNING: .*audio\.buffer_ms/,
  };
  const needing = new Set<string>();
  const asked = new Set<string>();
  for (const language of LANGUAGES) {
    for (const form of FORMS) {
      const stop = stopOf(form);
      assert.ok(stop !== undefined);
      const typist = loggedIn(MISTAKEN_BOX);
      typed(typist, `language ${language}`);
      const before = typist.question;
      const said = typed(typist, lineOf(form, stop, language));
      const answer = said.slice(said.indexOf('\r\n') + 2);
      assert.ok(
        answer !== 'langha-03# ' || typist.question !== before,
        lineOf(form, stop, language),
      );
      if (typist.question !== undefined) asked.add(typist.question.about);
      if (NEEDS[language].test(said)) needing.add(usageOf(form, 'en'));
    }
  }
  // All that is ever asked of the shell of a box that is not there.
  assert.deepEqual([...asked].sort(), ['config', 'log', 'pin']);
  assert.deepEqual(
    [...needing],
    [
      'watch',
      'faults reset',
      'test tone|speech|relay|line|all',
      'volume',
      'volume DB',
      'stop',
      'relay',
      'network',
      'time',
      'proof',
      'export',
      'export ymodem',
    ],
  );
});

test('a program is told in one line of JSON', () => {
  const typist = new Typist({ manner: 'once', host: unsetBox(() => MISTAKEN_BOX) }, JSON_LINE);
  typist.type('status --json\r');
  const told = JSON.parse(typist.output) as { verdict: string; troubles: { key: string }[] };
  assert.equal(told.verdict, 'unset');
  assert.deepEqual(
    told.troubles.map(({ key }) => key),
    ['audio.buffer_ms'],
  );
});
