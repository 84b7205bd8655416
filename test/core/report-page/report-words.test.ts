/** The words of the report, from a record alone. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { after } from '../../../agent/core/vocabulary.ts';
import { boundedRecord } from '../../../broker-sim/report/record/bounded-record.ts';
import { html, jsonInScript } from '../../../broker-sim/report/markup.ts';
import {
  counted,
  seconds,
  signedMicroseconds,
  signedSamples,
} from '../../../broker-sim/report/quantity.ts';
import type { BoxRecord, RunRecord } from '../../../broker-sim/report/record/run-record.ts';
import { telemetrySampleOf } from '../../../broker-sim/report/record/run-record.ts';
import { verdictOf } from '../../../broker-sim/report/verdict.ts';
import { UNMEASURED } from '../body/unmeasured-body.ts';
import { START, aBox, aRun, heartbeat } from './report-record.ts';

describe('the verdict', () => {
  it('counts the boxes that heard all, and names the others with their causes', () => {
    const run = aRun([
      aBox(),
      aBox({ id: 'box-2', verdict: 'nothing', problems: ['It never connected.'] }),
    ]);
    const verdict = verdictOf(run);
    assert.equal(verdict.headline, '1 of 2 boxes heard all 10.0\u202fs');
    assert.equal(verdict.tone, 'partly');
    assert.deepEqual(verdict.troubles, [
      { box: 'box-2', heard: 'heard nothing', problems: ['It never connected.'] },
    ]);
  });

  it('is good only where every box heard all, and bad where none did', () => {
    assert.equal(verdictOf(aRun([aBox(), aBox()])).tone, 'good');
    assert.equal(verdictOf(aRun([aBox({ verdict: 'nothing' })])).tone, 'bad');
    assert.equal(verdictOf(aRun([])).tone, 'bad');
    assert.equal(verdictOf(aRun([])).headline, 'No box took part');
  });

  it('says which box was behind, by the widest offset', () => {
    const offsets: RunRecord['offsets'] = [
      { pair: ['a', 'b'], samples: 1, us: 20.833 },
      { pair: ['b', 'c'], samples: -48, us: -1_000 },
    ];
    const sentence = verdictOf(aRun([aBox(), aBox()], { offsets })).sentences[0];
    assert.equal(sentence, 'At most 48 samples (1000.0\u202fµs) apart: b was behind c.');
  });

  it('says how many were in step, and does not speak for one that could not be compared', () => {
    const offsets: RunRecord['offsets'] = ['b', 'c'].map((box) => ({
      pair: ['a', box],
      samples: 0,
      us: 0,
    }));
    const stepOf = (boxes: number): string | undefined =>
      verdictOf(aRun(new Array<BoxRecord>(boxes).fill(aBox()), { offsets })).sentences[0];
    assert.equal(stepOf(3), 'All 3 were in step to the sample.');
    assert.equal(stepOf(4), '3 boxes could be compared, and were in step to the sample.');
  });

  it('does not speak for a box that reported nothing at the end', () => {
    const played = {
      ...heartbeat(0, 0).announcement,
      box: 'box-1',
      issuer: 'ubnd',
      class: 'normal',
      title: '',
      firstSoundAtUs: null,
      firstSample: null,
      streamFrames: null,
      why: 'complete',
    } as BoxRecord['played'];
    const silent = aBox({ verdict: 'part', problems: ['It was killed.'] });
    const [, sentence] = verdictOf(aRun([aBox({ played }), silent])).sentences;
    assert.match(
      sentence ?? '',
      /ran dry, as far as was reported: 1 box said nothing at the end\.$/,
    );
  });

  it('does not claim step where it was not measured', () => {
    const [sentence] = verdictOf(aRun([aBox(), aBox()])).sentences;
    assert.equal(sentence, 'Whether the boxes were in step could not be measured.');
  });
});

describe('quantities', () => {
  it('have units, groups of thousands and a real minus', () => {
    assert.equal(counted(1_315_200, 'sample'), '1,315,200 samples');
    assert.equal(counted(1, 'box', 'boxes'), '1 box');
    assert.equal(signedSamples(-1), '\u22121 sample');
    assert.equal(signedMicroseconds(-20.833), '\u221220.8\u202fµs');
    assert.equal(seconds(-0.4, 1), '0.0\u202fs');
  });
});

describe('markup', () => {
  it('escapes whatever is put into it, in text and in attributes', () => {
    const title = `</script><b a="1" b='2'>&\0`;
    assert.equal(
      html`<i title="${title}">${[title]}</i>`.text,
      `<i title="&lt;/script&gt;&lt;b a=&quot;1&quot; b=&#39;2&#39;&gt;&amp;\ufffd">&lt;/script&gt;&lt;b a=&quot;1&quot; b=&#39;2&#39;&gt;&amp;\ufffd</i>`,
    );
  });

  it('writes JSON that cannot close its script element and reads back the same', () => {
    const value = { title: '</script><!--\u2028' };
    const { text } = jsonInScript(value);
    assert.doesNotMatch(text, /<|\u2028/);
    assert.deepEqual(JSON.parse(text), value);
  });
});

describe('a record', () => {
  it('is cut to its bounds, and says so', () => {
    const link = Array.from({ length: 1_003 }, (_, s) => ({ atUs: after(START, s), up: true }));
    const bounded = boundedRecord(aRun([aBox({ link })], { title: 'x'.repeat(10_000) }));
    assert.equal(bounded.boxes[0]?.link.length, 1_000);
    assert.equal(bounded.title.length, 501);
    assert.deepEqual(bounded.notices, ['3 more link of box-1 are left out of this report.']);
  });

  it('takes a heartbeat by the clock of the run, not by the box’s own', () => {
    const { announcement, clock, sink } = heartbeat(0, 1);
    const sample = telemetrySampleOf(
      {
        box: 'box-1',
        session: 1,
        atUs: 1_800_000_002_500_000,
        uptimeS: 1,
        killSwitch: false,
        amplifier: 'on',
        relays: { supply: true, line: true },
        relaysRead: { supply: true, line: true },
        relayDisagreements: 0,
        trust: { roots: [], revocations: [] },
        body: UNMEASURED,
        faults: [],
        proof: { number: 0, acknowledged: 0, unsaved: 0, dropped: 0 },
        selfTest: null,
        refusals: {},
        announcement,
        clock,
        sink,
      },
      aRun([]).startAt,
    );
    assert.equal(sample.atUs, START + 2_500_000);
  });
});
