/** `make step`: two agents on two cards in user space, how far apart they were, and what they cost. */
import { LongRecording } from './long-recording.ts';
import { offsetSeries, summarize } from './offset-series.ts';
import { noRig, playOnTwo } from './two-agents.ts';

const SECONDS = Number(process.env['SECONDS'] ?? 60);

const missing = noRig();
if (missing !== false) {
  console.error(`Not measured: ${missing}.`);
  process.exit(1);
}
const closing: (() => Promise<void>)[] = [];
const recording = await LongRecording.ofFrames(SECONDS * 50);
const run = await playOnTwo({ after: (close) => closing.push(close) }, { recording });
for (const close of closing) await close();
const span = { fromUs: run.startAtUs - 50_000, toUs: run.endsAtUs };
const pair = offsetSeries(run.sounds[0], run.sounds[1], span);
console.log(summarize(pair));
for (const sound of run.sounds) console.log(summarize(offsetSeries(run.ideal, sound, span)));
console.log(run.costs);
console.log(JSON.stringify(run.played), JSON.stringify(run.telemetry));
for (const { atUs, us } of pair.slice(0, 60))
  console.log(((atUs - run.startAtUs) / 1e6).toFixed(2), us?.toFixed(1));
