/** The lanes of the report and their axis, from a record alone. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { after } from '../../../agent/core/vocabulary.ts';
import { bufferLane, missingLane, thinned } from '../../../broker-sim/report/lanes/buffer-lanes.ts';
import type { BoxRecord } from '../../../broker-sim/report/record/run-record.ts';
import { linkLane, phaseLane, relayLane } from '../../../broker-sim/report/lanes/switch-lanes.ts';
import { shareOf, ticksOf, timeAxisOf } from '../../../broker-sim/report/lanes/time-axis.ts';
import { START, aBox, aRun, heartbeat } from './report-record.ts';

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
