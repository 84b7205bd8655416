/** What a person watches while a bulletin is played: a block drawn in place on a terminal, plain lines elsewhere. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { liveLine, type BoxView } from '../../../broker-sim/cluster/screen/live-line.ts';
import { LiveScreen } from '../../../broker-sim/cluster/screen/live-screen.ts';
import { UNMEASURED } from '../../core/body/unmeasured-body.ts';
import { UNHARMED } from '../../core/report-page/report-record.ts';

const written = (terminal?: { readonly columns: number }) => {
  const pieces: string[] = [];
  const out = { isTTY: terminal !== undefined, columns: terminal?.columns, write };
  function write(text: string): boolean {
    pieces.push(text);
    return true;
  }
  return { screen: new LiveScreen(out), text: () => pieces.join('') };
};

describe('where there is no terminal', () => {
  it('news are told at once, the rest now and then, and nothing but text is written', () => {
    const { screen, text } = written();
    screen.note('starting');
    screen.show(['a 1', 'b 1']);
    screen.show(['a 2', 'b 2']);
    screen.show(['a 3', 'b 3'], true);
    screen.end();
    assert.equal(text(), 'starting\na 1\nb 1\na 3\nb 3\n');
  });
});

describe('on a terminal', () => {
  it('the block is drawn again in its place, with notes above it, and no line wraps', () => {
    const { screen, text } = written({ columns: 6 });
    screen.show(['one', 'two lines']);
    screen.note('note that is long');
    screen.show(['three']);
    screen.end();
    screen.note('after');
    const up = (lines: number): string => `\u001b[${lines}A\u001b[J`;
    assert.equal(
      text(),
      `one\ntwo l\n${up(2)}note that is long\none\ntwo l\n${up(2)}three\nafter\n`,
    );
  });
});

describe('a box in one line', () => {
  const HEARD = {
    heardS: 12.44,
    toneS: 0,
    bufferFrames: 50,
    ...UNHARMED,
    concealedFrames: 2,
    silentFrames: 1,
  };
  const VIEW: BoxView = {
    id: 'box-1',
    hasDied: false,
    link: 'ready',
    telemetry: {
      box: 'box-1',
      session: 1,
      atUs: 0,
      uptimeS: 1,
      clock: { trusted: true, errorUs: 1 },
      killSwitch: false,
      amplifier: 'on',
      relays: { supply: true, line: false },
      relaysRead: { supply: true, line: false },
      relayDisagreements: 0,
      trust: { roots: [], revocations: [] },
      body: UNMEASURED,
      faults: [],
      sink: { open: true, failures: 0, xruns: 0, delayUs: 120_000 },
      announcement: { id: 'A', phase: 'playing', ...HEARD },
      proof: { number: 0, acknowledged: 0, unsaved: 0, dropped: 0 },
      selfTest: null,
      refusals: {},
    },
    played: undefined,
  };

  it('tells state, seconds heard, buffer, what was made up, and relays', () => {
    assert.equal(
      liveLine(VIEW),
      '  box-1      playing      12.4 s heard  buffer 1.00 s   3 concealed  supply on   line off',
    );
  });

  it('says that it is dead, lost, or only starting', () => {
    const word = (changed: Partial<BoxView>) => liveLine({ ...VIEW, ...changed }).split(/\s+/)[2];
    assert.equal(word({ hasDied: true }), 'dead');
    assert.equal(word({ link: 'lost' }), 'lost');
    assert.equal(word({ link: undefined, telemetry: undefined }), 'starting');
    assert.equal(word({ telemetry: undefined }), 'ready');
  });
});
