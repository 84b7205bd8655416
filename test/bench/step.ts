/** Two agents on two cards in user space: how far apart their horns are, and, where it is installed, snapcast's beside them. */
import { figuresOf } from '../rig/step/figures.ts';
import type { OffsetSummary } from '../rig/step/offset-series.ts';
import { LongRecording } from '../rig/step/long-recording.ts';
import { STEP_TARGET } from '../rig/step/step-target.ts';
import { noRig, playOnTwo } from '../rig/step/two-agents.ts';
import { noSnapcast, playOnSnapclients } from '../rig/step/two-snapclients.ts';
import type { Ending } from '../e2e/small-village.ts';
import { RESIDENT_MIB_MAX, type Figure } from './measure.ts';

const SECONDS = 60;
const FRAMES_OF_SECOND = 50;
const WARM_UP_S = 30;
/** A box that has just got power and is spoken to at once. */
const NEWLY_S = 30;

export const measureStep = async (ending: Ending): Promise<Figure[]> => {
  const missing = noRig();
  if (missing !== false) {
    console.log(`  not measured: ${missing}`);
    return [];
  }
  const recording = await LongRecording.ofFrames(SECONDS * FRAMES_OF_SECOND);
  const sound = recording.sound();
  const run = await playOnTwo(ending, { recording, time: 'ntp', warmUpS: WARM_UP_S });
  const ours = figuresOf('loa-agent', run, sound);
  const noPeer = noSnapcast();
  const peer =
    noPeer === false
      ? figuresOf('snapclient', await playOnSnapclients(ending, recording), sound)
      : undefined;
  if (noPeer !== false) console.log(`  without a peer: ${noPeer}`);
  const newly = await newlyLocked(ending);
  const { apart, cost } = ours;
  const most = (us: number): number => us / 1e3;
  return [
    ms('two horns at the first syllable', Math.abs(apart.firstUs), most(STEP_TARGET.firstUs)),
    ms('two horns apart, p50', apart.p50Us),
    ms('two horns apart, p95', apart.p95Us, most(STEP_TARGET.p95Us)),
    ms('two horns apart, largest', apart.maxUs, most(STEP_TARGET.maxUs)),
    ms('two horns apart within 30 s of the first lock, p95', newly.p95Us, most(STEP_TARGET.p95Us)),
    ms('two horns apart within 30 s of the first lock, largest', newly.maxUs),
    {
      name: 'largest step beside the recording’s own',
      value: ours.stepRatio,
      unit: 'times',
      most: 1.05,
    },
    { name: 'processor while playing by ALSA', value: cost.cpuPercent, unit: '% of core' },
    {
      name: 'resident memory while playing by ALSA',
      value: cost.residentMiB,
      unit: 'MiB',
      most: RESIDENT_MIB_MAX,
    },
    ...(peer === undefined
      ? []
      : [
          ms('two snapclients apart, p95', peer.apart.p95Us),
          ms('two snapclients apart, largest', peer.apart.maxUs),
          { name: 'processor of a snapclient', value: peer.cost.cpuPercent, unit: '% of core' },
          {
            name: 'snapclients apart beside agents',
            value: peer.apart.p95Us / apart.p95Us,
            unit: 'times',
            least: 10,
          },
          {
            name: 'processor beside a snapclient',
            value: cost.cpuPercent / peer.cost.cpuPercent,
            unit: 'times',
            most: 1,
          },
        ]),
  ];
};

/** After the first half second of sound. */
const newlyLocked = async (ending: Ending): Promise<OffsetSummary> => {
  const recording = await LongRecording.ofFrames(NEWLY_S * FRAMES_OF_SECOND);
  const run = await playOnTwo(ending, { recording, time: 'ntp', warmUpS: 0 });
  return figuresOf('newly locked', run, recording.sound()).apart;
};

const ms = (name: string, us: number, most?: number): Figure => ({
  name,
  value: us / 1e3,
  unit: 'ms',
  ...(most === undefined ? {} : { most }),
});
