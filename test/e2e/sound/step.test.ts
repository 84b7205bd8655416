/**
 * Two real agents on two sound cards whose crystals are 200 ppm apart: how far apart their horns are, from the first syllable,
 * and what of an xrun, a card that stands still and an agent that hangs is heard next door.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pass } from 'node:timers/promises';
import { monotonicUs } from '../../../broker-sim/source/monotonic.ts';
import { figuresOf, largestStep } from '../../rig/step/figures.ts';
import { LongRecording } from '../../rig/step/long-recording.ts';
import { offsetSeries, type OffsetPoint } from '../../rig/step/offset-series.ts';
import { STEP_TARGET } from '../../rig/step/step-target.ts';
import { noRig, playOnTwo, type RigBox, type RigRun } from '../../rig/step/two-agents.ts';

const skip = noRig();
const FRAMES_OF_SECOND = 50;
const ALONE_S = 10;

const closing: (() => Promise<void>)[] = [];
const ending = { after: (close: () => Promise<void>) => void closing.push(close) };
after(async () => {
  for (const close of closing) await close();
});

const range = (points: readonly OffsetPoint[], fromUs: number, toUs: number): OffsetPoint[] =>
  points.filter(({ atUs }) => atUs >= fromUs && atUs < toUs);

void describe('two neighbours', { skip }, () => {
  for (const [time, warmUpS, slack] of [
    ['system', 0, 1],
    // What two processes on two busy cores make of a round trip of 0.2 ms is not what a box makes of it.
    ['ntp', 12, 3],
  ] as const) {
    void it(`are in step from the first syllable by ${time} time, without a click`, async (t) => {
      const recording = await LongRecording.ofFrames(ALONE_S * FRAMES_OF_SECOND);
      const run = await playOnTwo(ending, { recording, time, warmUpS });
      const { apart, stepRatio } = figuresOf('', run, recording.sound());
      const { firstUs, p50Us, p95Us, maxUs, unlike, points } = apart;
      const words = [firstUs, p50Us, p95Us, maxUs].map((us) => us.toFixed(1)).join(', ');
      t.diagnostic(`first, p50, p95, largest: ${words} µs`);
      assert.ok(Math.abs(firstUs) <= STEP_TARGET.firstUs, `first syllable ${firstUs} µs`);
      assert.ok(p95Us <= STEP_TARGET.p95Us * slack, `p95 ${p95Us} µs`);
      assert.ok(maxUs <= STEP_TARGET.maxUs * slack, `largest ${maxUs} µs`);
      assert.deepEqual([unlike, points > 70], [0, true]);
      assert.ok(stepRatio <= 1.05, `a step ${stepRatio} times as large as the recording’s`);
      for (const played of run.played) {
        assert.deepEqual([played?.jumps, played?.inStep, played?.concealedFrames], [0, true, 0]);
        // 100 ppm, a sample at a time, and what the time has changed its mind by.
        const wantedSamples = ALONE_S * 48_000 * 100e-6;
        const samples = played?.stretchedSamples ?? Infinity;
        assert.ok(samples <= wantedSamples + 20 * slack, `stretched by ${samples} samples`);
      }
    });
  }
});

interface Trouble {
  readonly atS: number;
  /** From it on there is sound again, at the earliest. */
  readonly overS: number;
  readonly make: (box: RigBox) => Promise<void>;
}

const hang = async ({ agent }: RigBox, ms: number): Promise<void> => {
  agent.signal('SIGSTOP');
  await pass(ms);
  agent.signal('SIGCONT');
};

/** Nothing of JavaScript runs in the agent for 80 ms at a time (`loop-blocker.ts`), wherever it is between two fillings of its card. */
const BLOCKER = new URL('../../rig/step/loop-blocker.js', import.meta.url).href;
const BLOCKS = 3;
const blockLoop = async ({ agent }: RigBox): Promise<void> => {
  for (let block = 0; block < BLOCKS; block++) {
    agent.signal('SIGUSR2');
    await pass(310);
  }
};

const TROUBLES = {
  blocked: { atS: 2, overS: 3, make: blockLoop },
  // In the middle of a sentence: from 5.0 to 5.2 s the bulletin says nothing, and nothing would be missed.
  xrun: { atS: 5.2, overS: 5.3, make: async ({ card }) => card.forceXrun() },
  stall: { atS: 8, overS: 10, make: async ({ card }) => card.stall(2_000) },
  hang: { atS: 13, overS: 16, make: (box) => hang(box, 3_000) },
} as const satisfies Record<string, Trouble>;
const TROUBLED_S = 20;

void describe('a neighbour in trouble', { skip }, () => {
  let run: RigRun;
  let points: OffsetPoint[];
  /** What its telemetry had counted, a while after each. */
  const counts = new Map<string, { xruns: number; failures: number; jumps: number }>();
  let blockedMs: readonly number[] = [];

  before(async () => {
    const recording = await LongRecording.ofFrames(TROUBLED_S * FRAMES_OF_SECOND);
    run = await playOnTwo(
      ending,
      { recording, heartbeatS: 0.2, runner: ['/usr/bin/env', `NODE_OPTIONS=--import=${BLOCKER}`] },
      async ([, other], startAtUs, telemetry) => {
        const until = (s: number) => pass(startAtUs / 1e3 + s * 1e3 - monotonicUs() / 1e3);
        for (const [name, { atS, overS, make }] of Object.entries<Trouble>(TROUBLES)) {
          await until(atS);
          await make(other);
          await until(overS + 2);
          const report = telemetry.get('other');
          const { xruns = NaN, failures = NaN } = report?.sink ?? {};
          counts.set(name, { xruns, failures, jumps: report?.announcement?.jumps ?? NaN });
        }
        blockedMs = other.agent.lines
          .filter(({ event }) => event === 'test.blocked')
          .map(({ ms }) => Number(ms));
      },
    );
    points = offsetSeries(run.ideal, run.sounds[1], { fromUs: run.fromUs, toUs: run.endsAtUs });
  });

  const startUs = () => run.ideal.instantOf(0);
  const between = (fromS: number, toS: number) =>
    range(points, startUs() + fromS * 1e6, startUs() + toS * 1e6);

  /** From the end of the trouble, in seconds of sound, until all of it is heard, and near its place. */
  const backAfterS = ({ overS }: Trouble, untilS: number): number => {
    const due = between(overS, untilS);
    const isFar = ({ us }: OffsetPoint) => Math.abs(us ?? Infinity) > STEP_TARGET.backWithinUs;
    const back = due[due.findLastIndex(isFar) + 1];
    return back === undefined ? Infinity : (back.atUs - (due[0]?.atUs ?? 0)) / 1e6;
  };

  /** What a red test is understood by: a window each tenth of a second, `–` where another sound was heard, or none. */
  const seriesAfter = ({ overS }: Trouble): string =>
    between(overS, overS + 2)
      .map(({ us }) => us?.toFixed(0) ?? '–')
      .join(' ');

  void it('is heard as ever where its event loop is blocked for 80 ms', (t) => {
    t.diagnostic(`blocked for ${blockedMs.map((ms) => ms.toFixed(1)).join(', ')} ms`);
    assert.equal(blockedMs.length, BLOCKS);
    assert.ok(blockedMs.every((ms) => ms >= 79.9));
    const around = between(TROUBLES.blocked.atS - 1, TROUBLES.blocked.overS + 2);
    assert.ok(around.length > 15);
    for (const { us } of around) assert.ok(Math.abs(us ?? Infinity) < 60, `${us} µs`);
    assert.deepEqual(counts.get('blocked'), { xruns: 0, failures: 0, jumps: 0 });
  });

  for (const [name, untilS, counted] of [
    ['xrun', 8, (xruns: number) => xruns === 1],
    ['stall', 13, () => true],
    ['hang', 20, (xruns: number) => xruns >= 2],
  ] as const) {
    void it(`is back in step within a second of sound after a ${name}, and has counted it`, (t) => {
      const backS = backAfterS(TROUBLES[name], untilS - 0.2);
      const count = counts.get(name);
      t.diagnostic(
        `${backS.toFixed(2)} s; ${JSON.stringify(count)}; µs: ${seriesAfter(TROUBLES[name])}`,
      );
      assert.ok(backS <= STEP_TARGET.backInUs / 1e6, `${backS} s`);
      assert.ok(count !== undefined && counted(count.xruns), JSON.stringify(count));
      const before = counts.get(name === 'xrun' ? 'blocked' : name === 'stall' ? 'xrun' : 'stall');
      assert.ok(count.jumps > (before?.jumps ?? Infinity), 'a jump is counted');
    });
  }

  void it('leaves the other alone', () => {
    const span = { fromUs: run.fromUs, toUs: run.endsAtUs };
    const neighbour = offsetSeries(run.ideal, run.sounds[0], span);
    assert.ok(neighbour.every(({ us }) => Math.abs(us ?? Infinity) < 60));
    assert.equal(run.telemetry[0]?.sink.xruns, 0);
  });

  void it('says nothing that the recording does not say, but where the card itself was cut off', () => {
    const own = largestStep(run.ideal.samples);
    const [, { samples }] = run.sounds;
    const cuts = [TROUBLES.xrun, TROUBLES.stall, TROUBLES.hang];
    for (let at = 1; at < samples.length; at++) {
      if (Math.abs((samples[at] ?? 0) - (samples[at - 1] ?? 0)) <= own * 1.05) continue;
      const atS = (run.sounds[1].instantOf(at) - startUs()) / 1e6;
      const isCut = cuts.some((cut) => atS > cut.atS - 0.1 && atS < cut.overS + 0.4);
      assert.ok(isCut, `a click at ${atS.toFixed(3)} s`);
    }
  });
});
