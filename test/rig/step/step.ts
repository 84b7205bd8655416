/**
 * `make step`: two agents on two sound cards in user space, how far apart they were and what they cost; snapcast beside them
 * where it is installed. Writes `out/step.html`. Exit status 1 where a promise is not kept.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../../house/tree.ts';
import type { Ending } from '../../e2e/small-village.ts';
import { figureLines, figuresOf, type StepFigures } from './figures.ts';
import { LongRecording } from './long-recording.ts';
import { stepPage } from './step-page.ts';
import { STEP_TARGET } from './step-target.ts';
import { noRig, playOnTwo } from './two-agents.ts';
import { noSnapcast, playOnSnapclients } from './two-snapclients.ts';

const FRAMES_OF_SECOND = 50;
const PPM = [100, -100] as const;
/** A box on a pole has been up for longer. */
const WARM_UP_S = 30;

const { values } = parseArgs({
  options: {
    /** Of the recording. */
    seconds: { type: 'string', default: '60' },
    /** `ntp`: a time server of the rig's own; `system`: the clock of the machine. */
    time: { type: 'string', default: 'ntp' },
    /** Without snapcast beside it. */
    alone: { type: 'boolean', default: false },
  },
});
const seconds = Number(values.seconds);
const isByNtp = values.time === 'ntp';
if (!(seconds >= 5 && seconds <= 3_600) || !(isByNtp || values.time === 'system')) {
  console.error('Say --seconds 5 to 3600 and --time ntp or system.');
  process.exit(2);
}
const missing = noRig();
if (missing !== false) {
  console.error(`Not measured: ${missing}.`);
  process.exit(1);
}

const closingAll = async <T>(part: (ending: Ending) => Promise<T>): Promise<T> => {
  const closing: (() => Promise<void>)[] = [];
  try {
    return await part({ after: (close) => closing.push(close) });
  } finally {
    for (const close of closing) await close();
  }
};

const recording = await LongRecording.ofFrames(seconds * FRAMES_OF_SECOND);
const sound = recording.sound();
console.log(`Two agents play for ${seconds} s on cards of ${PPM.join(' and ')} ppm …`);
const ours = await closingAll(async (ending) => {
  const run = await playOnTwo(ending, {
    recording,
    ppm: PPM,
    time: isByNtp ? 'ntp' : 'system',
    warmUpS: isByNtp ? WARM_UP_S : 0,
  });
  return figuresOf('loa-agent', run, sound);
});
const noPeer = values.alone ? 'not asked for' : noSnapcast();
let peer: StepFigures | undefined;
if (noPeer === false) {
  console.log('Two snapclients play the same …');
  peer = await closingAll(async (ending) =>
    figuresOf('snapclient', await playOnSnapclients(ending, recording, PPM), sound),
  );
} else {
  console.log(`Not beside snapcast: ${noPeer}.`);
}

for (const line of figureLines([ours, ...(peer === undefined ? [] : [peer])])) console.log(line);
const { apart } = ours;
const { p95Us, maxUs, firstUs, unlike } = apart;
const kept =
  p95Us <= STEP_TARGET.p95Us &&
  maxUs <= STEP_TARGET.maxUs &&
  Math.abs(firstUs) <= STEP_TARGET.firstUs &&
  unlike === 0;
console.log(
  `  ${apart.points + unlike} windows, ${unlike} of them with the sound in one horn alone. Promised: first ≤ ${STEP_TARGET.firstUs / 1e3} ms, p95 ≤ ${STEP_TARGET.p95Us / 1e3} ms, largest ≤ ${STEP_TARGET.maxUs / 1e3} ms: ${kept ? 'kept' : 'NOT KEPT'}.`,
);
const file = join(ROOT, 'out/step.html');
mkdirSync(join(ROOT, 'out'), { recursive: true });
const circumstances = `two boxes, sound cards of ${PPM.map((ppm) => `${ppm > 0 ? '+' : '−'}${Math.abs(ppm)} ppm`).join(' and ')}, ${seconds} s, time by ${isByNtp ? 'NTP' : 'the system’s clock'}`;
writeFileSync(file, stepPage({ ours, peer, circumstances }));
console.log(`  ${file}`);
if (!kept) process.exitCode = 1;
