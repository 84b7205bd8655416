/** The words and the lanes of the report, from a record alone. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { after, monoUs, utcUs } from '../../agent/core/vocabulary.ts';
import { boundedRecord } from '../../broker-sim/report/bounded-record.ts';
import { bufferLane, missingLane, thinned } from '../../broker-sim/report/buffer-lanes.ts';
import { html, jsonInScript } from '../../broker-sim/report/markup.ts';
import {
  counted,
  seconds,
  signedMicroseconds,
  signedSamples,
} from '../../broker-sim/report/quantity.ts';
import type { BoxRecord, RunRecord, TelemetrySample } from '../../broker-sim/report/run-record.ts';
import { telemetrySampleOf } from '../../broker-sim/report/run-record.ts';
import { linkLane, phaseLane, relayLane } from '../../broker-sim/report/switch-lanes.ts';
import { shareOf, ticksOf, timeAxisOf } from '../../broker-sim/report/time-axis.ts';
import { verdictOf } from '../../broker-sim/report/verdict.ts';
import { UNMEASURED } from './unmeasured-body.ts';

const START = monoUs(50_000_000);

const aBox = (box: Partial<BoxRecord> = {}): BoxRecord => ({
  id: 'box-1',
  verdict: 'all',
  problems: [],
  wavPath: null,
  segments: [],
  xruns: [],
  relays: [],
  link: [],
  telemetry: [],
  played: null,
  firstSoundAtUs: null,
  comparison: null,
  proof: { records: 1, fault: null },
  exitCode: 0,
  ...box,
});

const aRun = (boxes: readonly BoxRecord[], run: Partial<RunRecord> = {}): RunRecord => ({
  version: 1,
  title: 'Bản tin',
  issuer: 'ubnd',
  area: 'vn.hn',
  class: 'normal',
  source: 'a.opus',
  groupDelayUs: 1_200_000,
  streamFrames: 500,
  startAt: { monoUs: START, utcUs: utcUs(1_800_000_000_000_000) },
  boxes,
  offsets: [],
  notices: [],
  ...run,
});

const heartbeat = (
  atUs: number,
  bufferFrames: number,
  lost: { readonly lateFrames?: number; readonly silentFrames?: number } = {},
): TelemetrySample => ({
  atUs: after(START, atUs),
  amplifier: 'on',
  clock: { trusted: true, errorUs: 10 },
  sink: { open: true, failures: 0, xruns: 0, delayUs: 120_000 },
  refusals: {},
  announcement: {
    id: 'A',
    phase: 'playing',
    heardS: 0,
    toneS: 0,
    bufferFrames,
    lateFrames: 0,
    concealedFrames: 0,
    silentFrames: 0,
    brokenFrames: 0,
    jumps: 0,
    recoveredFrames: 0,
    stretchedSamples: 0,
    xruns: 0,
    correction: null,
    stepError: null,
    ...lost,
  },
});

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

describe('the time axis', () => {
  it('holds the bulletin and what happened near it, and clips what lies further away', () => {
    const relays: BoxRecord['relays'] = [
      { atUs: after(START, -1_500_000), relay: 'supply', on: true },
      { atUs: after(START, 900_000_000), relay: 'supply', on: false },
    ];
    const axis = timeAxisOf(aRun([aBox({ relays })]));
    assert.equal(axis.fromUs, START - 2_000_000);
    assert.equal(axis.toUs, START + 18_000_000);
    assert.equal(shareOf(axis, START), 0.1);
    assert.equal(shareOf(axis, START - 60_000_000), 0);
  });

  it('is labelled at round seconds since the start, few enough to be read', () => {
    const axis = timeAxisOf(aRun([], { streamFrames: 180_000 }));
    const ticks = ticksOf(axis, 12).map((atUs) => (atUs - START) / 1e6);
    assert.deepEqual(ticks, [0, 600, 1_200, 1_800, 2_400, 3_000, 3_600]);
  });
});

describe('the lanes', () => {
  const axis = timeAxisOf(aRun([]));

  it('show a relay that was never switched off as left on', () => {
    const on = { atUs: after(START, -1_000_000), relay: 'line', on: true } as const;
    assert.equal(relayLane(aBox({ relays: [on] }), 'line', axis).summary, 'left on');
    assert.equal(relayLane(aBox({ relays: [on] }), 'supply', axis).summary, 'never on');
    const off = { ...on, atUs: after(START, 4_000_000), on: false };
    assert.equal(relayLane(aBox({ relays: [on, off] }), 'line', axis).summary, 'on 5.0\u202fs');
  });

  it('count breaks of the link during the bulletin, and not its end', () => {
    const link = [-1, 2, 3, 11].map((s, index) => ({
      atUs: after(START, s * 1_000_000),
      up: index % 2 === 0,
    }));
    assert.equal(linkLane(aBox({ link }), axis).summary, 'broke 1 time');
    assert.equal(linkLane(aBox(), axis).summary, 'never up');
  });

  it('join heartbeats of one phase into one bar', () => {
    const telemetry = [0, 200_000, 400_000].map((atUs) => heartbeat(atUs, 50));
    const bars = phaseLane(aBox({ telemetry }), axis).plot.text.match(/class="bar /g);
    assert.equal(bars?.length, 1);
  });

  it('know nothing of a box after the heartbeat that never came', () => {
    const telemetry = [0, 200_000, 400_000].map((atUs) => heartbeat(atUs, 50));
    const box = aBox({ telemetry });
    const silence = { atUs: after(START, 600_000), text: 'no report' };
    assert.deepEqual(phaseLane(box, axis).moments.at(-1), silence);
    assert.deepEqual(missingLane(box, axis).moments.at(-1), silence);
    assert.deepEqual(bufferLane(box, axis, 1_400_000, 1_200_000).moments.at(-1), silence);
    assert.match(phaseLane(box, axis).plot.text, /title="playing: 0\.00 to 0\.60 s"/);
  });

  it('name the lowest buffer of the bulletin, and not that of its last group delay', () => {
    const telemetry = [heartbeat(0, 50), heartbeat(4_000_000, 31), heartbeat(9_500_000, 2)];
    const lane = bufferLane(aBox({ telemetry }), axis, 1_400_000, 1_200_000);
    assert.equal(lane.summary, 'lowest 0.62\u202fs');
  });

  it('keep the count of a box that was lost before it could report what it played', () => {
    const telemetry = [
      heartbeat(0, 50),
      heartbeat(1_000_000, 0, { lateFrames: 4, silentFrames: 9 }),
      { ...heartbeat(2_000_000, 0), announcement: null },
    ];
    assert.equal(missingLane(aBox({ telemetry }), axis).summary, '4 late, 9 silent');
    assert.equal(missingLane(aBox(), axis).summary, 'no report');
  });

  it('never thin a dip of the buffer away', () => {
    const telemetry = Array.from({ length: 20_000 }, (_, index) =>
      heartbeat(index * 500, index === 12_345 ? 1 : 50),
    );
    const kept = thinned(telemetry, axis, 100);
    assert.ok(kept.length <= 102);
    assert.ok(kept.some((sample) => sample.announcement?.bufferFrames === 1));
    assert.equal(kept.at(-1), telemetry.at(-1));
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
